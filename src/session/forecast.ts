import type { Edit } from "./edit.ts"
import { NONE_INSERTED } from "./insert.ts"
import type { Inserted } from "./insert.ts"
import type { Meter } from "./meter.ts"
import type { Replayed } from "./replay-edits.ts"
import type { Rendition } from "./replay-edits.ts"
import { fieldsOf, messageKey, sameModel, slotKey } from "./transcript.ts"
import type { Message, ModelRef, Part, Transcript } from "./transcript.ts"
import { membersOf } from "./whole-messages.ts"

/** The expected size of a request, tokens as the provider will report them. */
export interface Forecast {
  readonly tokens: number
  /** The answered request whose reported usage this builds on; undefined when all was counted. */
  readonly anchor: string | undefined
  /** Real tokens per counted token that was used. */
  readonly factor: number
}

export interface Anchor {
  readonly message: Message
  readonly index: number
}

export interface ForecastInput {
  readonly transcript: Transcript
  readonly view: ReadonlyMap<string, Rendition>
  readonly edits: readonly Edit[]
  readonly anchor: Anchor | undefined
  readonly meter: Meter
  readonly factor: number
  /** Counted tokens of system text and tool schemas; part of the anchor where there is one. */
  readonly overhead: number
  readonly inserted?: Inserted | undefined
}

/**
 * Share of the counted growth added for text that is denser than the model's average. Reported
 * growth of single steps stayed within a few per cent of the learned factor.
 */
const GROWTH_MARGIN = 0.01

/**
 * forecast = reported(anchor) + factor × (counted since − removed since), and without an anchor
 * factor × (everything counted). What is inserted now is counted, what was then is removed.
 */
export function forecastRequest(input: ForecastInput): Forecast {
  const { transcript, view, meter, factor, anchor, inserted = NONE_INSERTED } = input
  const margin = 1 + GROWTH_MARGIN
  if (!anchor || input.edits.some((edit) => straddles(edit, transcript, anchor))) {
    const counted =
      countMessages({ messages: transcript.messages, view, meter }) + input.overhead + inserted.now
    return { tokens: Math.ceil(factor * margin * counted), anchor: undefined, factor }
  }
  const since = countMessages({ messages: transcript.messages.slice(anchor.index), view, meter })
  const removed = removedSince(input.edits, transcript, anchor) + inserted.atAnchor
  const prompt = anchor.message.usage?.prompt ?? 0
  return {
    tokens: Math.max(0, Math.ceil(prompt + factor * (margin * since + inserted.now - removed))),
    anchor: anchor.message.id,
    factor,
  }
}

/**
 * What stood around the messages of a request that was counted whole, tokens as reported: system
 * text, tool schemas (those of servers too, which no hook shows) and framing.
 */
export const reportedOverhead = ({
  reported,
  counted,
  factor,
}: {
  reported: number
  /** Counted tokens of the request's messages. */
  counted: number
  factor: number
}): number => Math.max(0, reported - factor * counted)

/** Counted tokens of messages with their edits. */
export function countMessages({
  messages,
  view,
  meter,
}: {
  messages: readonly Message[]
  view: ReadonlyMap<string, Rendition>
  meter: Meter
}): number {
  let sum = 0
  for (const message of messages) {
    const folded = view.size > 0 ? view.get(messageKey(message.id)) : undefined
    if (folded) {
      sum += folded.tokens
      continue
    }
    sum += meter.message(message)
    if (view.size > 0)
      for (const part of message.parts) sum -= savedOn({ message, part, view, meter })
  }
  return sum
}

const savedOn = ({
  message,
  part,
  view,
  meter,
}: {
  message: Message
  part: Part
  view: ReadonlyMap<string, Rendition>
  meter: Meter
}): number => {
  let saved = 0
  for (const field of fieldsOf(part)) {
    const rendition = view.get(slotKey(message.id, part.id, field))
    if (rendition) saved += meter.tokens(part, field) - rendition.tokens
  }
  return saved
}

/** Counted tokens that edits took out of messages before the anchor after it was answered. */
function removedSince(edits: readonly Edit[], transcript: Transcript, anchor: Anchor): number {
  // Message ids ascend in time, which places an edit whose request has been undone since.
  const since = edits.filter(({ at }) => at >= anchor.message.id)
  if (since.length === 0) return 0
  const before = new Set(transcript.messages.slice(0, anchor.index).map((message) => message.id))
  return since
    .filter(({ target, at }) => before.has(target.message) && !before.has(at))
    .reduce((removed, edit) => removed + edit.before - edit.after, 0)
}

/** A summary of steps on both sides of the anchor: what it took out of the one cannot be told. */
function straddles({ target, at }: Edit, { messages }: Transcript, anchor: Anchor): boolean {
  if (at < anchor.message.id) return false
  const members = new Set(membersOf(target))
  if (members.size === 1) return false
  const isBefore = messages.slice(0, anchor.index).some(({ id }) => members.has(id))
  return isBefore && messages.slice(anchor.index).some(({ id }) => members.has(id))
}

export interface AnchorInput {
  readonly transcript: Transcript
  readonly model: ModelRef
  readonly replayed: Replayed
  /** Tells whether an edit, void now, was still in force for that answer. */
  readonly isLostSince: (edit: Edit, answer: string) => boolean
  /** Anchors up to this message belong to another session (a fork's origin). */
  readonly after?: string | undefined
}

/**
 * The newest answered request whose reported usage still describes what stands before it: same
 * model, no summary since, nothing cleared or restored since.
 */
export function findAnchor({
  transcript,
  model,
  replayed,
  after,
  isLostSince,
}: AnchorInput): Anchor | undefined {
  const { messages } = transcript
  const index = messages.findLastIndex((message) => message.usage !== undefined && !message.summary)
  const message = messages[index]
  if (!message?.usage || !sameModel(message.model, model)) return undefined
  if (after !== undefined && message.id <= after) return undefined
  const compacted = messages.findLast((candidate) => candidate.summary)
  if (compacted && compacted.created >= message.created) return undefined
  // An edit that was in force for this answer and is void now makes its report one of other content.
  const lost = compacted ? replayed.stale : [...replayed.stale, ...replayed.absent]
  if (lost.some((edit) => edit.at < message.id && isLostSince(edit, message.id))) return undefined
  if (messages.slice(0, index).some((earlier) => clearedSince(earlier, message.created)))
    return undefined
  return plausible(message.usage.prompt, messages.slice(0, index), replayed.view)
    ? { message, index }
    : undefined
}

const clearedSince = (message: Message, time: number): boolean =>
  message.parts.some((part) => part.kind === "tool" && (part.clearedAt ?? 0) > time)

/** No tokenizer packs more characters of real text into a token; less is a wrong report. */
const MAX_CHARS_PER_TOKEN = 12

function plausible(
  prompt: number,
  messages: readonly Message[],
  view: ReadonlyMap<string, Rendition>,
): boolean {
  let characters = 0
  for (const message of messages)
    for (const part of view.has(messageKey(message.id)) ? [] : message.parts)
      if (part.kind === "tool") {
        const content = view.get(slotKey(message.id, part.id, "output"))?.content
        characters += (content?.kind === "text" ? content.text : part.output).length
      }
  return prompt * MAX_CHARS_PER_TOKEN >= characters
}
