import { asRecord } from "../session/is-record.ts"
import type { Transcript } from "../session/transcript.ts"
import { createDecode } from "./decode.ts"
import type { HostMessage } from "./decode.ts"
import { isWritten } from "./part-origin.ts"

/**
 * A whole stored session as it happened: with what the host has cleared since, without summaries
 * that failed, and of the user's messages only what the user wrote.
 */
export const decodeHistory = (
  history: readonly HostMessage[],
  place: { readonly sessionID: string; readonly directory: string },
): Transcript => createDecode({ restoreCleared: true })(history.filter(isOwn).map(ownParts), place)

const isUser = ({ info }: HostMessage): boolean => asRecord(info)["role"] === "user"

const isOwn = (message: HostMessage): boolean =>
  isUser(message) ? message.parts.some(isWritten) : !isFailedSummary(message)

const isFailedSummary = ({ info }: HostMessage): boolean => {
  const { summary, error } = asRecord(info)
  return summary === true && Boolean(error)
}

const ownParts = (message: HostMessage): HostMessage =>
  isUser(message) ? { info: message.info, parts: message.parts.filter(isWritten) } : message
