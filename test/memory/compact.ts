import { contextMark } from "../host/host-texts.ts"
import { agentOf, partIDs, saveInfo, savePart, setting, trigger } from "./instance.ts"
import type { Instance } from "./instance.ts"
import { compactionOf, compactionsIn, isAssistant, isUser } from "./history.ts"
import { nextID } from "./ids.ts"
import { interruptible } from "./interruptible.ts"
import { isMedia, isSent, outputOf, toChat } from "./model-history.ts"
import { findModel, usableTokens } from "./models.ts"
import type { HostModel } from "./models.ts"
import { newAnswer } from "./new-answer.ts"
import { runStep } from "./step.ts"
import type { CompactionPart, ModelChoice, Part, Stored, UserInfo, UserMessage } from "./stored.ts"

const charsPerToken = 4
const [smallestTail, largestTail, tailShare] = [2_000, 15_000, 0.25]
const shownOutput = 2_000

/** A turn: from one message of the user's to the next. */
interface Turn {
  readonly start: number
  readonly end: number
}

const turnsOf = (messages: readonly Stored[]): Turn[] => {
  const starts = messages.flatMap((message, index) =>
    isUser(message) && !compactionOf(message) ? [index] : [],
  )
  return starts.map((start, index) => ({ start, end: starts[index + 1] ?? messages.length }))
}

const estimate = (messages: readonly Stored[]): number =>
  Math.round(JSON.stringify(toChat(messages)).length / charsPerToken)

/** Where the tail begins that stays behind a summary; undefined where nothing stays. */
const tailStart = (
  host: Instance,
  messages: readonly Stored[],
  model: HostModel,
): number | undefined => {
  const most = setting(host, "compaction", "tail_turns")
  if (typeof most === "number" && most <= 0) return undefined
  const asked = setting(host, "compaction", "preserve_recent_tokens")
  const share = Math.floor(usableTokens(model, host.config) * tailShare)
  const budget =
    typeof asked === "number" ? asked : Math.min(largestTail, Math.max(smallestTail, share))
  const turns = turnsOf(messages)
  let total = 0
  let kept: number | undefined
  for (const { start, end } of turns.slice(typeof most === "number" ? -most : 0).toReversed()) {
    const size = estimate(messages.slice(start, end))
    if (total + size <= budget) {
      total += size
      kept = start
      continue
    }
    const later = Array.from({ length: Math.max(0, end - start - 1) }, (_, at) => start + 1 + at)
    kept = later.find((from) => estimate(messages.slice(from, end)) <= budget - total) ?? kept
    break
  }
  return kept === 0 ? undefined : kept
}

const cut = (text: string): string =>
  text.length > shownOutput ? `${text.slice(0, shownOutput)}\n[truncated]` : text

const flatPart = (part: Part): string[] => {
  if (part.type === "text" && part.text !== "") return [`[Assistant]: ${part.text}`]
  if (part.type === "reasoning" && part.text !== "") return [`[Assistant reasoning]: ${part.text}`]
  if (part.type !== "tool") return []
  const { state } = part
  return [
    `[Assistant tool call]: ${part.tool}(${JSON.stringify(state.input)})`,
    `[Tool ${state.status === "error" ? "error" : "result"}]: ${cut(outputOf(part))}`,
  ]
}

const flatMessage = (message: Stored): string => {
  if (isAssistant(message)) return isSent(message) ? message.parts.flatMap(flatPart).join("\n") : ""
  const said = [
    ...message.parts.flatMap((part) => (part.type === "text" ? [part.text] : [])),
    ...message.parts.flatMap((part) =>
      part.type === "file" ? [`[Attached ${part.mime}: ${part.filename ?? "file"}]`] : [],
    ),
  ]
  return said.length === 0 ? "" : `[User]: ${said.join("\n")}`
}

const promptFor = (
  host: Instance,
  head: string,
  prior: string | undefined,
  output: { readonly context: readonly string[]; readonly prompt: string | undefined },
): string => {
  if (output.prompt)
    return [output.prompt, ...output.context, "The conversation:", head].join("\n\n")
  const recorded = prior === undefined ? host.texts.compaction.first : host.texts.compaction.next
  return recorded
    .replace(
      /<conversation>\n[^]*?\n<\/conversation>/,
      () => `<conversation>\n${head}\n</conversation>`,
    )
    .replace(
      /<prior-summary>\n[^]*?\n<\/prior-summary>/,
      () => `<prior-summary>\n${prior}\n</prior-summary>`,
    )
    .replace(`\n\n${contextMark}`, () => output.context.map((text) => `\n\n${text}`).join(""))
}

const isOrdinary = (message: Stored): message is UserMessage =>
  isUser(message) && !compactionOf(message)

/** The request that did not fit, and what stands before it. */
const replayOf = (messages: readonly Stored[], asked: number) => {
  const at = messages.slice(0, asked).findLastIndex(isOrdinary)
  const replay = messages[at]
  const before = messages.slice(0, Math.max(0, at))
  return replay && isUser(replay) && before.some(isOrdinary) ? { replay, before } : undefined
}

/** A part of a request that is made again: media become a note. */
const replayed = (part: Part, ids: ReturnType<typeof partIDs>): Part =>
  part.type === "file" && isMedia(part)
    ? { ...ids, type: "text", text: `[Attached ${part.mime}: ${part.filename ?? "file"}]` }
    : { ...part, ...ids }

const goOn = async (
  host: Instance,
  asked: UserInfo,
  { replay, overflow }: { readonly replay: UserMessage | undefined; readonly overflow: boolean },
): Promise<void> => {
  const { sessionID, agent, model } = replay?.info ?? asked
  const info: UserInfo = {
    id: nextID("msg"),
    role: "user",
    sessionID,
    time: { created: Date.now() },
    agent,
    model,
  }
  if (replay) {
    saveInfo(host, info)
    for (const part of replay.parts) savePart(host, replayed(part, partIDs(info)))
    return
  }
  const { model: chosen, provider } = findModel(host.providers, asked.model)
  const output = { enabled: true }
  const { source, options } = provider
  const input = {
    sessionID,
    agent,
    model: chosen,
    provider: { source, info: provider, options },
    message: asked,
    overflow,
  }
  await trigger(host, "experimental.compaction.autocontinue", input, output)
  if (!output.enabled) return
  info.id = nextID("msg")
  info.time.created = Date.now()
  saveInfo(host, info)
  savePart(host, {
    ...partIDs(info),
    type: "text",
    metadata: { compaction_continue: true },
    synthetic: true,
    text: overflow
      ? `The last request was too large for the provider. ${host.texts.continueText}`
      : host.texts.continueText,
    time: { start: Date.now(), end: Date.now() },
  })
}

/** Asks for a compaction; the loop does it. */
export const requestCompaction = (
  host: Instance,
  request: {
    readonly sessionID: string
    readonly agent: string
    readonly model: ModelChoice
    readonly auto: boolean
    readonly overflow?: boolean
  },
): void => {
  const { auto, overflow, ...fields } = request
  const info: UserInfo = {
    ...fields,
    id: nextID("msg"),
    role: "user",
    time: { created: Date.now() },
  }
  saveInfo(host, info)
  savePart(host, {
    ...partIDs(info),
    type: "compaction",
    auto,
    ...(overflow !== undefined && { overflow }),
  })
}

interface CompactOptions {
  /** The newest message of the user's: what asked for it, or came after. */
  readonly asked: UserMessage
  readonly task: CompactionPart
  readonly abort: AbortSignal
}

/** Has the history summarized. Says whether the turn goes on. */
export const compact = async (
  host: Instance,
  history: readonly Stored[],
  { asked, task, abort }: CompactOptions,
): Promise<"continue" | "stop"> => {
  // A later message of the user's, where the compaction that was asked for has failed before.
  const part = compactionOf(asked)
  const { sessionID } = asked.info
  const at = history.findIndex(({ info }) => info.id === asked.info.id)
  const overflow = task.overflow === true
  const replay = overflow ? replayOf(history, at) : undefined
  const messages = (replay?.before ?? history).filter(
    ({ info }) => !part || info.id !== asked.info.id,
  )
  const earlier = compactionsIn(messages)
  const hidden = new Set(earlier.flatMap(({ user, summary }) => [user, summary]))
  const shown = messages.filter((_, index) => !hidden.has(index))
  const agent = agentOf(host, "compaction")
  const { model } = findModel(host.providers, agent.model ?? asked.info.model)
  const start = tailStart(host, shown, model)
  const output = { context: [], prompt: undefined }
  const head = structuredClone(shown.slice(0, start))
  await interruptible(
    abort,
    (async () => {
      await trigger(host, "experimental.session.compacting", { sessionID }, output)
      await trigger(host, "experimental.chat.messages.transform", {}, { messages: head })
    })(),
  )
  const text = head.map(flatMessage).filter(Boolean).join("\n\n")
  const info = newAnswer(host, { user: asked.info, agent: "compaction", model, summary: true })
  const result = await runStep(
    host,
    info,
    {
      agent: "compaction",
      user: asked.info,
      model,
      system: agent.prompt ?? host.texts.compaction.system,
      messages: [{ role: "user", content: promptFor(host, text, earlier.at(-1)?.text, output) }],
      sessionID,
      abort,
    },
    [],
  )
  if (result === "compact") {
    const subject = replay ? "Conversation history" : "Session"
    const message = `${subject} too large to compact`
    Object.assign(info, {
      error: { name: "ContextOverflowError", data: { message } },
      finish: "error",
    })
    saveInfo(host, info)
    return "stop"
  }
  const tail = start === undefined ? undefined : shown[start]?.info.id
  if (part && tail !== undefined) savePart(host, { ...part, tail_start_id: tail })
  if (result === "continue" && task.auto)
    await goOn(host, asked.info, { replay: replay?.replay, overflow })
  if (info.error) return "stop"
  if (result === "continue") host.bus.publish("session.compacted", { sessionID })
  return result
}
