import { asRecord } from "./is-record.ts"
import type { Message, Part, TextPart, ToolPart } from "./transcript.ts"

/**
 * The texts of a message that its author wrote. This alone decides whose words bind, are requests or
 * name tasks: what the host puts beside them, such as a file or a sub-agent's result, is data.
 */
export const writtenParts = ({ parts }: Message): readonly TextPart[] =>
  parts.filter((part): part is TextPart => part.kind === "text" && part.origin !== "host")

/** A text that the host has put beside the user's own. */
export const isHostText = (part: Part): part is TextPart =>
  part.kind === "text" && part.origin === "host"

/** The user's own words inside of calls: answers without their questions, which the model wrote. */
export const repliesIn = ({ parts }: Message): readonly string[] =>
  parts.flatMap((part) =>
    part.kind === "tool" ? (part.replies ?? []).map((reply) => answerIn(reply, part)) : [],
  )

function answerIn(reply: string, { status, input: { questions } }: ToolPart): string {
  if (status !== "completed" || !Array.isArray(questions)) return reply
  const question = questions
    .map((asked: unknown) => `"${String(asRecord(asked)["question"])}"="`)
    .find((before) => reply.startsWith(before))
  return question === undefined ? reply : reply.slice(question.length, -1)
}

/** Index of the newest message in which the user asks for something, or -1. */
export const latestRequestIndex = (messages: readonly Message[]): number =>
  messages.findLastIndex((message) => message.role === "user" && isRequest(message))

/** Files ask for something too, also beside what the host says of them; a sub-agent's result does not. */
const isRequest = (message: Message): boolean =>
  writtenParts(message).length > 0 ||
  (message.parts.some(isFile) &&
    message.parts.every((part) => part.kind !== "text" || !NOTICE.test(part.text)))

/** Media, and files that the host sends as texts. */
const isFile = (part: Part): boolean =>
  part.kind === "media" || (part.kind === "other" && part.type === "file")

/** How the host begins to tell of a sub-agent in the background. */
const NOTICE = /^\s*<task\s/
