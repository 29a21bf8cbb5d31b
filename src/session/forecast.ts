import type { Draft } from "./draft.ts"
import { NONE_INSERTED } from "./insert.ts"
import type { Inserted } from "./insert.ts"
import { CALL_FRAME, MESSAGE_FRAME } from "./meter.ts"
import type { Meter } from "./meter.ts"
import type { Rendition } from "./replay-edits.ts"
import { MAX_FACTOR, MIN_FACTOR } from "./model-profile.ts"
import { fieldsOf, messageKey, slotKey } from "./transcript.ts"
import type { Message, Transcript } from "./transcript.ts"
import type { UsageReport } from "./usage-report.ts"
import { membersOf } from "./whole-messages.ts"

/** The expected size of a request, tokens as the provider will report them. */
export interface Forecast {
  readonly tokens: number
  /** The answered request whose reported usage this builds on; undefined when all was counted. */
  readonly anchor: string | undefined
  /** Real tokens per counted token that was used. */
  readonly factor: number
  /** Counted tokens of its messages, with their edits and inserts. */
  readonly counted: number
}

export interface Anchor {
  readonly message: Message
  readonly index: number
  /** Counted tokens of its request as it was sent: messages, inserts and system text. */
  readonly counted: number
  /** Other reports bear it out. */
  readonly isProven: boolean
  /** Without proof, and a request was refused on its word: it says no more than the count does. */
  readonly isWorthless: boolean
  /** Tokens that a report without proof may have above what the densest tokenizer makes of the count. */
  readonly hidden: number
  /** Output of its answer that no part shows, and that comes back in prompts, tokens. */
  readonly returning: number
}

export interface ForecastInput {
  readonly transcript: Transcript
  readonly view: ReadonlyMap<string, Rendition>
  readonly anchor: Anchor | undefined
  readonly meter: Meter
  readonly factor: number
  /** Counted tokens of system text and tool schemas; part of the anchor where there is one. */
  readonly overhead: number
  /** Counted tokens of the system text alone. */
  readonly system: number
  readonly inserted?: Inserted | undefined
  /** Counted tokens of its messages, where they are known. */
  readonly counted?: number | undefined
  /** Counted tokens that other plugins add to the messages behind us; below 0 where they take away. */
  readonly others?: number | undefined
}

/**
 * Share of the counted growth added for text that is denser than the model's average. Reported
 * growth of single steps stayed within a few per cent of the learned factor.
 */
export const GROWTH_MARGIN = 0.01

/**
 * Of the counted forecast, the least that a single report may say: start factors are rounded up by
 * as much at most, and what is less may be a prompt that the server has cut.
 */
const SINGLE_SHARE = 0.8

/**
 * forecast = reported(anchor) + returning + factor × (counted now − counted then), and without an
 * anchor factor × (everything counted). Both counts are of what is sent, whoever has changed it: an
 * edit counts as far as it shows.
 *
 * The count holds a report within bounds: one that is borne out can be no less than the widest
 * tokenizer makes of everything; a single one may say little less than the count, and no more than
 * the densest makes of it, with what was thought unseen. So no single report stops a prompt that is
 * small by any count.
 */
export function forecastRequest(input: ForecastInput): Forecast {
  const { transcript, view, meter, factor, anchor, others = 0 } = input
  const counted = input.counted ?? countDraft(input, meter)
  const messages = counted + others
  const all = messages + input.overhead
  const whole = factor * (1 + GROWTH_MARGIN) * all
  if (!anchor) return { tokens: Math.ceil(whole), anchor: undefined, factor, counted }
  const since = countMessages({ messages: transcript.messages.slice(anchor.index), view, meter })
  const grown = messages + input.system - anchor.counted + GROWTH_MARGIN * since
  const reported = (anchor.message.usage?.prompt ?? 0) + anchor.returning
  const built = reported + factor * grown
  const densest = anchor.isWorthless ? whole : MAX_FACTOR * all
  const tokens = anchor.isProven
    ? Math.max(built, MIN_FACTOR * all)
    : Math.max(SINGLE_SHARE * whole, Math.min(built, densest + anchor.hidden))
  return { tokens: Math.ceil(tokens), anchor: anchor.message.id, factor, counted }
}

/**
 * What stood around the messages of a request, tokens as reported: system text, tool schemas (those
 * of servers too, which no hook shows) and framing.
 */
export const reportedOverhead = (
  { reported, counted, system }: Pick<UsageReport, "reported" | "counted" | "system">,
  factor: number,
): number => Math.max(0, reported - factor * (counted - system))

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
  const edited = editedIn(view)
  let sum = 0
  for (const message of messages)
    sum += edited.has(message.id)
      ? (view.get(messageKey(message.id))?.tokens ?? countEdited({ message, view, meter }))
      : meter.message(message)
  return sum
}

const known = new WeakMap<ReadonlyMap<string, Rendition>, { size: number; ids: Set<string> }>()

/** Messages with edits, found once for each view: a long session is counted several times a request. */
function editedIn(view: ReadonlyMap<string, Rendition>): ReadonlySet<string> {
  const found = known.get(view)
  if (found?.size === view.size) return found.ids
  const ids = new Set<string>()
  for (const { edit } of view.values()) for (const id of membersOf(edit.target)) ids.add(id)
  known.set(view, { size: view.size, ids })
  return ids
}

/** What has been replaced is not counted: after a restart that is most of a long session. */
function countEdited({
  message: { id, parts },
  view,
  meter,
}: {
  message: Message
  view: ReadonlyMap<string, Rendition>
  meter: Meter
}): number {
  let sum = MESSAGE_FRAME
  for (const part of parts) {
    if (part.kind === "tool") sum += CALL_FRAME
    for (const field of fieldsOf(part))
      sum += view.get(slotKey(id, part.id, field))?.tokens ?? meter.tokens(part, field)
  }
  return sum
}

/** Counted tokens of a request's messages, with their edits and inserts. */
export const countDraft = (
  { transcript, view, inserted = NONE_INSERTED }: Pick<Draft, "transcript" | "view" | "inserted">,
  meter: Meter,
): number => inserted.now + countMessages({ messages: transcript.messages, view, meter })
