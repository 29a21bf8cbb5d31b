import type {
  AssistantMessage,
  CompactionPart,
  Part,
  Stored,
  SubtaskPart,
  UserMessage,
} from "./stored.ts"

export const isUser = (message: Stored): message is UserMessage => message.info.role === "user"
export const isAssistant = (message: Stored): message is AssistantMessage =>
  message.info.role === "assistant"

export const compactionOf = ({ parts }: { readonly parts: readonly Part[] }) =>
  parts.find((part): part is CompactionPart => part.type === "compaction")

/** A summary that the host goes by. */
const isSummary = (message: Stored): message is AssistantMessage =>
  isAssistant(message) &&
  message.info.summary === true &&
  message.info.finish !== undefined &&
  message.info.error === undefined

export interface Compaction {
  readonly user: number
  readonly summary: number
  readonly text: string
}

/** The finished compactions in a history, oldest first. */
export const compactionsIn = (history: readonly Stored[]): Compaction[] =>
  history.flatMap((message, summary) => {
    if (!isSummary(message)) return []
    const user = history.findIndex(
      (other) => other.info.id === message.info.parentID && compactionOf(other) !== undefined,
    )
    const text = message.parts
      .flatMap((part) => (part.type === "text" ? [part.text.trim()] : []))
      .filter((one) => one !== "")
      .join("\n\n")
    return user === -1 ? [] : [{ user, summary, text }]
  })

/** The history from the newest finished compaction on, with the tail that it left. */
const sinceSummary = (history: readonly Stored[]): Stored[] => {
  const done = new Set(
    history.flatMap((message) => (isSummary(message) ? [message.info.parentID] : [])),
  )
  const newest = history.findLastIndex(
    (message) => done.has(message.info.id) && compactionOf(message) !== undefined,
  )
  const asked = history[newest]
  if (!asked) return [...history]
  const start = compactionOf(asked)?.tail_start_id
  const from = history.findIndex(({ info }) => info.id === start)
  return history.slice(from === -1 ? newest : from)
}

/**
 * What a request is made of: the newest summary, the tail that stayed, and what came behind. A tail
 * counts where its compaction has an answer at all, also one that failed.
 */
export const sentHistory = (history: readonly Stored[]): Stored[] => {
  const recent = sinceSummary(history)
  const at = recent.findLastIndex((message) => compactionOf(message)?.tail_start_id !== undefined)
  const asked = recent[at]
  const answer = recent.findIndex(
    (message, index) =>
      index > at &&
      isAssistant(message) &&
      message.info.summary === true &&
      message.info.parentID === asked?.info.id,
  )
  const tailID = asked && compactionOf(asked)?.tail_start_id
  const tail = recent.findIndex(({ info }) => info.id === tailID)
  return tail !== -1 && tail < at && answer > at
    ? [...recent.slice(at, answer + 1), ...recent.slice(tail, at), ...recent.slice(answer + 1)]
    : recent
}

export interface Latest {
  readonly user?: UserMessage
  readonly assistant?: AssistantMessage
  readonly finished?: AssistantMessage
  /** The newest compaction or sub-task that was asked for and is not done. */
  readonly task?: CompactionPart | SubtaskPart
}

const isLater = (a: Stored, b: Stored | undefined): boolean =>
  !b ||
  a.info.time.created > b.info.time.created ||
  (a.info.time.created === b.info.time.created && a.info.id > b.info.id)

export const latestOf = (history: readonly Stored[]): Latest => {
  let user: UserMessage | undefined
  let assistant: AssistantMessage | undefined
  let finished: AssistantMessage | undefined
  for (const message of history) {
    if (isUser(message) && isLater(message, user)) user = message
    if (isAssistant(message) && isLater(message, assistant)) assistant = message
    if (isAssistant(message) && message.info.finish && isLater(message, finished))
      finished = message
  }
  const task = history
    .filter((message) => isLater(message, finished))
    .flatMap(({ parts }) =>
      parts.filter((part) => part.type === "compaction" || part.type === "subtask"),
    )
    .at(-1)
  return {
    ...(task && { task }),
    ...(user && { user }),
    ...(assistant && { assistant }),
    ...(finished && { finished }),
  }
}
