import { asRecord } from "../session/is-record.ts"
import type { Transcript } from "../session/transcript.ts"
import { createDecode } from "./decode.ts"
import type { HostMessage } from "./decode.ts"
import { isWritten, repeatedMessages } from "./part-origin.ts"

/**
 * A whole stored session as it happened: with what the host has cleared since, without summaries
 * that failed, and of the user's messages only what the user wrote.
 */
export function decodeHistory(
  history: readonly HostMessage[],
  place: { readonly sessionID: string; readonly directory: string },
): Transcript {
  const repeated = repeatedMessages(history)
  const own = history.flatMap((message): readonly HostMessage[] => {
    if (!isUser(message)) return isFailedSummary(message) ? [] : [message]
    const parts = message.parts.filter((part) => isWritten(part, repeated.has(message)))
    return parts.length > 0 ? [{ info: message.info, parts }] : []
  })
  return createDecode({ restoreCleared: true })(own, place)
}

const isUser = ({ info }: HostMessage): boolean => asRecord(info)["role"] === "user"

const isFailedSummary = ({ info }: HostMessage): boolean => {
  const { summary, error } = asRecord(info)
  return summary === true && Boolean(error)
}
