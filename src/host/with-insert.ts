import type { Part as HostPart } from "@opencode-ai/sdk"
import type { Insert } from "../session/insert.ts"
import type { AppliedMessage } from "./apply.ts"

const INSERT = "-insert"

/**
 * The messages with the insert: as a text of the user's message that it stands behind, else as a
 * message of its own. None of the host's objects is changed.
 */
export function withInsert(
  messages: readonly AppliedMessage[],
  { after, text }: Insert,
): AppliedMessage[] {
  const user = messages.findLast(({ info }) => info.role === "user")
  return messages.flatMap((message): AppliedMessage[] => {
    if (message.info.id !== after || !user) return [message]
    const { id, sessionID = "" } = message.info
    const isUser = message.info.role === "user"
    const messageID = isUser ? id : `${id}${INSERT}`
    const part: HostPart = {
      id: `${messageID}-part`,
      sessionID,
      messageID,
      type: "text",
      text,
      synthetic: true,
    }
    return isUser
      ? [{ ...message, parts: [...message.parts, part] }]
      : [message, { ...user, info: { ...user.info, id: messageID }, parts: [part] }]
  })
}
