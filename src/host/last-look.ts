import type { Meter } from "../session/meter.ts"
import type { Message } from "../session/transcript.ts"
import type { Runtime } from "./runtime.ts"
import type { Session } from "./sessions.ts"
import { soundMessages } from "./sound-messages.ts"
import { unplannedSize } from "./unplanned-size.ts"

/** The messages of a request between our hook and its gate: plugins behind us write into them. */
export interface Sending {
  readonly messages: GivenMessages
  /** As our hook left them; undefined where they are counted anew as a whole. */
  readonly left: readonly Message[] | undefined
}

/** A system text that plugins behind us may add to. */
export interface SystemText {
  readonly system: readonly string[]
  /** As it was last counted. */
  text: string
}

type GivenMessages = readonly { info: unknown; parts: unknown[] }[]

export function noteSending(session: Session, messages: GivenMessages): void {
  const left = session.decodeSending(messages, NOWHERE).messages
  session.sending = { messages, left }
}

/** Only sizes are looked at. */
const NOWHERE = { sessionID: "", directory: "" }

/** Counted tokens that other plugins have added to the messages behind us; below 0 where they took away. */
export function othersBehind(
  { sending, decodeSending }: Pick<Session, "sending" | "decodeSending">,
  meter: Meter,
): number {
  if (!sending?.left) return 0
  const stands = decodeSending(soundMessages(sending.messages), NOWHERE).messages
  return sizeWithout(stands, sending.left, meter) - sizeWithout(sending.left, stands, meter)
}

/** Of messages that are not among the others. Equal ones are the same objects. */
function sizeWithout(
  messages: readonly Message[],
  others: readonly Message[],
  meter: Meter,
): number {
  const known = new Set(others)
  return messages
    .filter((message) => !known.has(message))
    .reduce((sum, message) => sum + meter.message(message), 0)
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
