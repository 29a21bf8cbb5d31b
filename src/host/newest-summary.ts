import { asRecord } from "../session/is-record.ts"
import type { HostMessage } from "./decode.ts"

export interface StoredSummary {
  readonly message: string
  /** The message that asked for it. */
  readonly request: string
  /** Its place in the history. */
  readonly index: number
  /** Empty where the summarizer gave no text. */
  readonly text: string
}

/** The newest summary that the host counts as one: finished, and without an error. */
export function newestSummary(history: readonly HostMessage[]): StoredSummary | undefined {
  const index = history.findLastIndex(({ info }) => {
    const { role, summary, finish, error } = asRecord(info)
    return role === "assistant" && summary === true && Boolean(finish) && !error
  })
  const found = history[index]
  if (!found) return undefined
  const { id, parentID } = asRecord(found.info)
  return {
    message: String(id),
    request: String(parentID),
    index,
    text: found.parts
      .map(asRecord)
      .flatMap(({ type, text }) => (type === "text" && typeof text === "string" ? [text] : []))
      .join("\n\n")
      .trim(),
  }
}
