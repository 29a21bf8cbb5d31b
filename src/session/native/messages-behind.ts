import type { Message, Transcript } from "../transcript.ts"

export interface BehindInput {
  /** The whole stored session. */
  readonly transcript: Transcript
  /** The newest message of the head that is summarized. */
  readonly head: string
  /** The message that asks for the compaction. */
  readonly request: string
  /** A request did not fit: the host then repeats the newest message of the user. */
  readonly overflow: boolean
}

/**
 * The messages that stay behind the summary as they are. On an overflow the host cuts history
 * before the message that it repeats; what stands behind that then stays only with a tail, which
 * cannot be told from here where the head ends right before the message.
 */
export function messagesBehind({
  transcript,
  head,
  request,
  overflow,
}: BehindInput): readonly Message[] {
  const { messages } = transcript
  const start = messages.findIndex(({ id }) => id === head)
  const end = messages.findIndex(({ id }) => id === request)
  if (start < 0) return []
  const behind = messages
    .slice(start + 1, end < 0 ? undefined : end)
    .filter((message) => !message.summary && !isRequest(message))
  const repeated = behind.findLastIndex(({ role }) => role === "user")
  return overflow && repeated === 0 ? behind.slice(0, 1) : behind
}

const isRequest = ({ parts }: Message): boolean =>
  parts.some((part) => part.kind === "other" && part.type === "compaction")
