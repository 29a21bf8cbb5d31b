import type { Message, Part } from "./transcript.ts"

/**
 * What the host's compaction writes around the payloads of a head when it makes one text of them, and
 * what it leaves between them: a call with a short result is half of it.
 */
export const headFrames = (messages: readonly Message[]): readonly string[] =>
  messages.flatMap(({ role, parts }) =>
    role === "user"
      ? [`[User]: ${MESSAGE_BREAK}`, ...parts.flatMap(saidFrames)]
      : [MESSAGE_BREAK, ...parts.flatMap(answerFrames)],
  )

const MESSAGE_BREAK = "\n\n"

function saidFrames(part: Part): readonly string[] {
  if (part.kind === "media") return [`[Attached ${part.mime}: ${part.name}]\n`]
  return part.kind === "text" ? ["\n"] : []
}

function answerFrames(part: Part): readonly string[] {
  switch (part.kind) {
    case "text":
      return ["[Assistant]: \n"]
    case "reasoning":
      return ["[Assistant reasoning]: \n"]
    case "tool":
      return [`[Assistant tool call]: ${part.tool}()\n`, "[Tool result]: \n"]
    case "media":
    case "other":
      return []
  }
}
