import type { HostMessages } from "../../src/host/plan-messages.ts"
import { prompted, stepped } from "./host-messages.ts"

/** A file that the user attaches. */
export const attached = (
  id: string,
  file: { readonly mime: string; readonly url: string },
  info: object = {},
): HostMessages[number] => {
  const message = prompted(id, "Look at this", info)
  const part = { id: `${id}p2`, sessionID: "ses_1", messageID: id, type: "file", filename: "a" }
  // oxlint-disable-next-line no-unsafe-type-assertion -- of what the host types only this is read
  return { ...message, parts: [...message.parts, { ...part, ...file }] } as HostMessages[number]
}

/** A call that shows a picture of so many bytes, as a screenshot does. */
export const screenshot = (id: string, bytes: number, info: object = {}): HostMessages[number] => {
  const message = stepped(id, { tool: "screenshot", output: "Taken.", info })
  const url = `data:image/png;base64,${"A".repeat(bytes)}`
  const parts = message.parts.map((part) =>
    part.type === "tool" && part.state.status === "completed"
      ? {
          ...part,
          state: { ...part.state, attachments: [{ type: "file", mime: "image/png", url }] },
        }
      : part,
  )
  // oxlint-disable-next-line no-unsafe-type-assertion -- of what the host types only this is read
  return { ...message, parts } as HostMessages[number]
}

/** How many attachments stand in messages, each by its message. */
export const mediaIn = (messages: HostMessages): readonly string[] =>
  messages.flatMap(({ info, parts }) =>
    parts.flatMap((part) => {
      if (part.type === "file") return [info.id]
      const count =
        part.type === "tool" && part.state.status === "completed"
          ? (part.state.attachments ?? []).length
          : 0
      return Array<string>(count).fill(info.id)
    }),
  )
