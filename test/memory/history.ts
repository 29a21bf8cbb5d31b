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

/** What a request is made of: the newest summary, the tail that stayed, and what came behind. */
export const sentHistory = (history: readonly Stored[]): Stored[] => {
  const newest = compactionsIn(history).at(-1)
  const asked = newest && history[newest.user]
  const summary = newest && history[newest.summary]
  if (!newest || !asked || !summary) return [...history]
  const start = compactionOf(asked)?.tail_start_id
  const from = start === undefined ? -1 : history.findIndex(({ info }) => info.id === start)
  const tail = from === -1 ? [] : history.slice(from, newest.user)
  const later = history.slice(newest.user + 1).filter((message) => message !== summary)
  return [asked, summary, ...tail, ...later]
}

export interface Latest {
  readonly user?: UserMessage
  readonly assistant?: AssistantMessage
  readonly finished?: AssistantMessage
  /** The oldest compaction or sub-task that was asked for and is not done. */
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
  const [task] = history
    .filter((message) => isLater(message, finished))
    .flatMap(({ parts }) =>
      parts.filter((part) => part.type === "compaction" || part.type === "subtask"),
    )
  return {
    ...(task && { task }),
    ...(user && { user }),
    ...(assistant && { assistant }),
    ...(finished && { finished }),
  }
}
