import { asRecord } from "../session/is-record.ts"
import type { Meter } from "../session/meter.ts"
import type { Message } from "../session/transcript.ts"
import { isSame } from "./is-same.ts"
import type { Runtime } from "./runtime.ts"
import type { Session } from "./sessions.ts"
import { soundMessages } from "./sound-messages.ts"
import { unplannedSize } from "./unplanned-size.ts"

/** The messages of a request between our hook and its gate: plugins behind us write into them. */
export interface Sending {
  readonly messages: GivenMessages
  /** Undefined where they are counted anew as a whole. */
  readonly left: Left | undefined
}

/** As our hook left them. */
interface Left {
  readonly sizes: readonly number[]
  /** Undefined where nobody has changed a planned request of the session yet. */
  readonly decoded: readonly Message[] | undefined
}

/** A system text that plugins behind us may add to. */
export interface SystemText {
  readonly system: readonly string[]
  /** As it was last counted. */
  text: string
}

type GivenMessages = readonly { info: unknown; parts: unknown[] }[]

/** To know each message of a long session again costs time: that is for sessions where it is changed. */
export function noteSending(session: Session, messages: GivenMessages): void {
  const isKnown = session.planned && !session.hasNeighbours
  const decoded = isKnown ? undefined : session.decodeLeft(messages, NOWHERE).messages
  session.sending = { messages, left: { sizes: sizesOf(messages), decoded } }
}

/** Only sizes are looked at. */
const NOWHERE = { sessionID: "", directory: "" }

/**
 * Counted tokens that other plugins have added to the messages behind us; below 0 where they took away.
 * The first time in a session all is counted that is sent.
 */
export function othersBehind(session: Session, meter: Meter): number {
  const { sending, planned, decodeSending } = session
  if (!sending?.left) return 0
  const { sizes, decoded } = sending.left
  if (isSame(sizesOf(sending.messages), sizes)) return 0
  session.hasNeighbours = true
  const stands = decodeSending(soundMessages(sending.messages), NOWHERE).messages
  const left = decoded ? countSent(decoded, meter) : planned?.plan.draft.forecast.counted
  return countSent(stands, meter) - (left ?? 0)
}

/** What a summary stands in for has no parts left. */
const countSent = (messages: readonly Message[], meter: Meter): number =>
  messages.reduce(
    (sum, message) => sum + (message.parts.length > 0 ? meter.message(message) : 0),
    0,
  )

/** Characters of what is counted of each message: while these are as many, it is as large. */
const sizesOf = (messages: GivenMessages): readonly number[] =>
  messages.map((message) => {
    const { parts } = asRecord(message)
    return Array.isArray(parts) ? parts.reduce<number>((sum, part) => sum + sizeOf(part), 1) : 0
  })

function sizeOf(part: unknown): number {
  const { text, url, state, ignored } = asRecord(part)
  const { output, error, input, attachments, status, time } = asRecord(state)
  const flags = (ignored === true ? 1 : 0) + (asRecord(time)["compacted"] === undefined ? 0 : 1)
  const texts = [text, url, output, error, status].reduce<number>(
    (sum, value) => sum + charactersOf(value, 0),
    1,
  )
  return flags + texts + charactersOf(input, DEPTH) + charactersOf(attachments, DEPTH)
}

/** How deep inputs are looked into. */
const DEPTH = 8

/** Characters of all texts in a value, and one for what is none. */
function charactersOf(value: unknown, depth: number): number {
  if (typeof value === "string") return value.length
  if (typeof value !== "object" || value === null || depth === 0) return 1
  let sum = 1
  for (const key in value) sum += charactersOf(Reflect.get(value, key), depth - 1)
  return sum
}

/** Counts again what plugins behind us have made of the system texts, and of messages without a plan. */
export function lookAgain(runtime: Runtime, session: Session): void {
  const { around, sending, systems, systemSizes } = session
  for (const [index, seen] of systems.entries()) {
    const text = seen.system.join("\n")
    if (text === seen.text) continue
    seen.text = text
    around.push(text)
    systemSizes[index] = runtime.meter.repeated(text)
  }
  if (session.unplanned !== undefined && sending)
    session.unplanned = unplannedSize(runtime, sending.messages)
}
