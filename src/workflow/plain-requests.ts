import type { Message, Transcript } from "../session/transcript.ts"
import { writtenParts } from "../session/written.ts"
import type { WorkflowRecord } from "./record.ts"
import { typedRequest } from "./typed-request.ts"

/**
 * A session in which messages that carry a workflow's guidance say only what the user typed: the
 * guidance is kept as state, and must not end up among lasting facts as the user's own words.
 */
export function plainRequests(
  transcript: Transcript,
  records: readonly WorkflowRecord[],
): Transcript {
  const invoked = new Map(
    records.flatMap((record) => {
      const { source, message } = record.invocation
      return source === "command" && message !== undefined ? [[message, record] as const] : []
    }),
  )
  return invoked.size === 0
    ? transcript
    : {
        ...transcript,
        messages: transcript.messages.map((message) => {
          const record = invoked.get(message.id)
          return record
            ? withFirstText(message, (text) => typedRequest(record, text) ?? text)
            : message
        }),
      }
}

const withFirstText = (message: Message, change: (text: string) => string): Message => {
  const [first] = writtenParts(message)
  return {
    ...message,
    parts: message.parts.map((part) =>
      part === first && part.kind === "text" ? { ...part, text: change(part.text) } : part,
    ),
  }
}
