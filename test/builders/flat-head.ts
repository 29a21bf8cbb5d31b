import type { Draft } from "../../src/session/draft.ts"
import { standingText } from "../../src/session/standing-text.ts"
import type { Field, Message, Part } from "../../src/session/transcript.ts"

const SHOWN_OUTPUT = 2_000

/** A head as the one text that the host's compaction makes of it. */
export const flatHead = (draft: Draft): string =>
  draft.transcript.messages
    .map((message) => flatMessage(draft, message))
    .filter((flat) => flat !== "")
    .join("\n\n")

function flatMessage(draft: Draft, message: Message): string {
  const standing = (part: Part, field: Field): string =>
    standingText(draft, { message, part, field })
  if (message.role === "assistant")
    return message.parts.flatMap((part) => flatPart(part, standing)).join("\n")
  const said = message.parts.flatMap((part) =>
    part.kind === "text"
      ? [standing(part, "text")]
      : part.kind === "media"
        ? [`[Attached ${part.mime}: ${part.name}]`]
        : [],
  )
  return said.length === 0 ? "" : `[User]: ${said.join("\n")}`
}

function flatPart(part: Part, standing: (part: Part, field: Field) => string): readonly string[] {
  switch (part.kind) {
    case "text":
      return [`[Assistant]: ${standing(part, "text")}`]
    case "reasoning":
      return [`[Assistant reasoning]: ${standing(part, "reasoning")}`]
    case "tool": {
      const output = standing(part, "output")
      return [
        `[Assistant tool call]: ${part.tool}(${standing(part, "input")})`,
        part.status === "failed" ? `[Tool error]: ${output}` : `[Tool result]: ${cut(output)}`,
      ]
    }
    case "media":
    case "other":
      return []
  }
}

const cut = (output: string): string =>
  output.length > SHOWN_OUTPUT ? `${output.slice(0, SHOWN_OUTPUT)}\n[truncated]` : output
