import type { Message, TextPart } from "./transcript.ts"

/**
 * The texts of a message that its author wrote. This alone decides whose words bind, are requests or
 * name tasks: what the host puts beside them, such as a file or a sub-agent's result, is data.
 */
export const writtenParts = ({ parts }: Message): readonly TextPart[] =>
  parts.filter((part): part is TextPart => part.kind === "text" && part.origin !== "host")

/** Index of the newest message in which the user asks for something, or -1. */
export const latestRequestIndex = (messages: readonly Message[]): number =>
  messages.findLastIndex((message) => message.role === "user" && isRequest(message))

/** Media alone ask for something too; beside a text of the host they are what it brings. */
const isRequest = (message: Message): boolean =>
  writtenParts(message).length > 0 ||
  (message.parts.some(({ kind }) => kind === "media") &&
    message.parts.every(({ kind }) => kind !== "text"))
