import { asRecord, isRecord } from "../session/is-record.ts"
import type { Origin } from "../session/transcript.ts"

/** By it the host's app marks a comment of the user's on a file. */
const COMMENT_KEY = "opencodeComment"

/** A note that the host leaves in the place of media when it repeats a message. */
const MEDIA_NOTE = /^\[Attached [\w.+-]{1,100}\/[\w.+-]{1,100}: [^\n]*\]$/

/**
 * Who wrote a part of the host's: files, reminders, results of sub-agents and the words around commands
 * stand as texts of their own in messages of the user. Undefined: the author of its message.
 */
export const originOf = (
  { synthetic, text, metadata }: Readonly<Record<string, unknown>>,
  /** Of a message that the host repeats. */
  isRepeated = false,
): Origin | undefined =>
  (synthetic === true && !isRecord(asRecord(metadata)[COMMENT_KEY])) ||
  (isRepeated && typeof text === "string" && MEDIA_NOTE.test(text))
    ? "host"
    : undefined

/** Whether a part of a user's message is the user's own and reaches the model. */
export function isWritten(part: unknown, isRepeated = false): boolean {
  const record = asRecord(part)
  return (
    record["type"] !== "compaction" &&
    record["ignored"] !== true &&
    originOf(record, isRepeated) === undefined
  )
}

/**
 * The user's messages that the host repeated after a compaction for an overflow: the next that came after
 * the summary. A request has what was kept of before between the two.
 */
export function repeatedMessages<
  M extends { readonly info: unknown; readonly parts: readonly unknown[] },
>(messages: readonly M[]): ReadonlySet<M> {
  const repeated = new Set<M>()
  let isOverflow = false
  let summary: string | undefined
  for (const message of messages) {
    const { id, role, summary: isSummary } = asRecord(message.info)
    const parts = Array.isArray(message.parts) ? message.parts.map(asRecord) : []
    const compaction = parts.find(({ type }) => type === "compaction")
    if (compaction) isOverflow = compaction["overflow"] === true
    else if (role === "assistant" && isSummary === true)
      summary = isOverflow ? String(id) : undefined
    else if (role === "user" && summary !== undefined && String(id) > summary) {
      repeated.add(message)
      summary = undefined
    }
  }
  return repeated
}
