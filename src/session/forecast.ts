import type { Edit } from "./edit.ts"
import { NONE_INSERTED } from "./insert.ts"
import type { Inserted } from "./insert.ts"
import type { Meter } from "./meter.ts"
import type { Rendition } from "./replay-edits.ts"
import { MAX_FACTOR, MIN_FACTOR } from "./model-profile.ts"
import { fieldsOf, messageKey, placeFinder, slotKey, WHOLE_MESSAGE } from "./transcript.ts"
import type { Message, Part, Transcript } from "./transcript.ts"
import type { UsageReport } from "./usage-report.ts"
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
  /** Counted tokens of its request: all but tool schemas, and the system text alone. */
  readonly counted: number
  readonly system: number
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
  readonly edits: readonly Edit[]
  readonly anchor: Anchor | undefined
  readonly meter: Meter
  readonly factor: number
  /** Counted tokens of system text and tool schemas; part of the anchor where there is one. */
  readonly overhead: number
  /** Counted tokens of the system text alone. */
  readonly system: number
  readonly inserted?: Inserted | undefined
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
 * forecast = reported(anchor) + returning + factor × (counted since − removed since), and without an anchor
 * factor × (everything counted). What is inserted now is counted, what was then is removed.
 *
 * The count holds a report within bounds: one that is borne out can be no less than the widest
 * tokenizer makes of everything; a single one may say little less than the count, and no more than
 * the densest makes of it, with what was thought unseen. So no single report stops a prompt that is
 * small by any count.
 */
export function forecastRequest(input: ForecastInput): Forecast {
  const { factor, anchor } = input
  const margin = 1 + GROWTH_MARGIN
  const change = changeSince(input)
  const counted = countedAfter(change, input) + input.overhead
  const whole = factor * margin * counted
  if (!anchor || !change) return { tokens: Math.ceil(whole), anchor: undefined, factor }
  const since = margin * change.added + (input.system - anchor.system)
  const reported = (anchor.message.usage?.prompt ?? 0) + anchor.returning
  const built = reported + factor * (since + change.inserted - change.removed)
  const densest = anchor.isWorthless ? whole : MAX_FACTOR * counted
  const tokens = anchor.isProven
    ? Math.max(built, MIN_FACTOR * counted)
    : Math.max(SINGLE_SHARE * whole, Math.min(built, densest + anchor.hidden))
  return { tokens: Math.ceil(tokens), anchor: anchor.message.id, factor }
}

type CountInput = Pick<
  ForecastInput,
  "transcript" | "view" | "edits" | "anchor" | "meter" | "inserted"
>

/** Counted tokens of a request's messages, with their edits and inserts. */
export const countDraft = (input: CountInput): number => countedAfter(changeSince(input), input)

/** What the anchor's request had was counted then; a long session is not counted again. */
function countedAfter(
  change: Change | undefined,
  { transcript: { messages }, view, anchor, meter, inserted = NONE_INSERTED }: CountInput,
): number {
  if (!anchor || !change) return inserted.now + countMessages({ messages, view, meter })
  return anchor.counted - anchor.system + change.added + change.inserted - change.removed
}

/** Counted tokens between the anchor's request and this one. */
interface Change {
  readonly added: number
  readonly removed: number
  readonly inserted: number
}

/** Undefined where all has to be counted. */
function changeSince({
  transcript,
  view,
  edits,
  anchor,
  meter,
  inserted = NONE_INSERTED,
}: CountInput): Change | undefined {
  if (!anchor || edits.some((edit) => straddles(edit, transcript, anchor))) return undefined
  return {
    added: countMessages({ messages: transcript.messages.slice(anchor.index), view, meter }),
    removed: removedSince({ edits, transcript, meter }, anchor),
    inserted: inserted.now - inserted.atAnchor,
  }
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

/**
 * Counted tokens that edits took out of messages before the anchor after it was answered: never more
 * than stood there, whatever a journal says.
 */
function removedSince(
  { edits, transcript, meter }: Pick<CountInput, "edits" | "transcript" | "meter">,
  anchor: Anchor,
): number {
  // Message ids ascend in time, which places an edit whose request has been undone since.
  const since = edits.filter(({ at }) => at >= anchor.message.id)
  if (since.length === 0) return 0
  const messages = transcript.messages.slice(0, anchor.index)
  const before = new Set(messages.map(({ id }) => id))
  const findPlace = placeFinder({ ...transcript, messages })
  return since
    .filter(({ target, at }) => before.has(target.message) && !before.has(at))
    .reduce((removed, edit) => {
      const { target } = edit
      const part = findPlace(target)?.part
      const stood =
        part && target.field !== WHOLE_MESSAGE
          ? Math.min(edit.before, meter.tokens(part, target.field))
          : edit.before
      return removed + stood - edit.after
    }, 0)
}

/** A summary of steps on both sides of the anchor: what it took out of the one cannot be told. */
function straddles({ target, at }: Edit, { messages }: Transcript, anchor: Anchor): boolean {
  if (at < anchor.message.id) return false
  const members = new Set(membersOf(target))
  if (members.size === 1) return false
  const isBefore = messages.slice(0, anchor.index).some(({ id }) => members.has(id))
  return isBefore && messages.slice(anchor.index).some(({ id }) => members.has(id))
}
