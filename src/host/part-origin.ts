import { asRecord } from "../session/is-record.ts"
import type { Origin } from "../session/transcript.ts"

/** A note that the host leaves in the place of media when it repeats a message. */
const MEDIA_NOTE = /^\[Attached [\w.+-]{1,100}\/[\w.+-]{1,100}: [^\n]*\]$/

/**
 * Who wrote a part of the host's: files, reminders, results of sub-agents and the words around commands
 * stand as texts of their own in messages of the user. Undefined: the author of its message.
 */
export const originOf = ({
  synthetic,
  text,
}: Readonly<Record<string, unknown>>): Origin | undefined =>
  synthetic === true || (typeof text === "string" && MEDIA_NOTE.test(text)) ? "host" : undefined

/** Whether a part of a user's message is the user's own and reaches the model. */
export function isWritten(part: unknown): boolean {
  const record = asRecord(part)
  return (
    record["type"] !== "compaction" && record["ignored"] !== true && originOf(record) === undefined
  )
}
