import type { Message, Transcript } from "../session/transcript.ts"
import type { WorkflowRecord } from "./record.ts"

/**
 * A session in which messages that carry a workflow's guidance say only what the user typed: the
 * guidance is kept as state, and must not end up among lasting facts as the user's own words.
 */
export function plainRequests(
  transcript: Transcript,
  records: readonly WorkflowRecord[],
): Transcript {
  const typed = new Map(
    records.flatMap(({ invocation: { source, message }, slug, task }) =>
      source === "command" && message !== undefined
        ? [[message, `/${slug} ${task}`.trim()] as const]
        : [],
    ),
  )
  return typed.size === 0
    ? transcript
    : {
        ...transcript,
        messages: transcript.messages.map((message) => {
          const text = typed.get(message.id)
          return text === undefined ? message : withFirstText(message, text)
        }),
      }
}

const withFirstText = (message: Message, text: string): Message => {
  const first = message.parts.find((part) => part.kind === "text")
  return {
    ...message,
    parts: message.parts.map((part) =>
      part === first && part.kind === "text" ? { ...part, text } : part,
    ),
  }
}
