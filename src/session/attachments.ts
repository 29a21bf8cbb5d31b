import type { Call } from "./call.ts"
import { asRecord } from "./is-record.ts"
import type { Message, TextPart, ToolInput, ToolPart, Transcript } from "./transcript.ts"
import { isHostText } from "./written.ts"

/** A file, a listing or a resource that the host has put into a message of the user. */
export interface Attachment {
  readonly text: TextPart
  /** The call that the host made for it, as if a model had made it. */
  readonly call: Call
}

/** What the host says before it: the tool with its input, or the resource. */
const ANNOUNCED = /^Called the (\w{1,80}) tool with the following input: (\{[^]*\})$/
const RESOURCE = /^Reading MCP resource: ([^]*)$/
/** What the host tells the model to do is no output, however long it is. */
const INSTRUCTION = /^\s*<system-reminder>/

const known = new WeakMap<TextPart, ToolPart>()

/** What users have attached as text, oldest first. Their own words are not among it. */
export function attachments({ messages }: Pick<Transcript, "messages">): readonly Attachment[] {
  return messages.flatMap((message, index) =>
    message.role === "user" ? attachedTo(message, index) : [],
  )
}

function attachedTo(message: Message, index: number): readonly Attachment[] {
  const found: Attachment[] = []
  let asked: Asked = UNNAMED
  for (const part of message.parts) {
    if (!isHostText(part)) continue
    const announced = announcedBy(part.text)
    if (announced) asked = announced
    else if (!INSTRUCTION.test(part.text)) {
      const call = known.get(part) ?? callFor(part, asked)
      known.set(part, call)
      found.push({ text: part, call: { part: call, message, index } })
    }
  }
  return found
}

interface Asked {
  readonly tool: string
  readonly input: ToolInput
}

const UNNAMED: Asked = { tool: "attachment", input: {} }

function announcedBy(text: string): Asked | undefined {
  const [, tool = "", json] = ANNOUNCED.exec(text) ?? []
  if (json !== undefined) return { tool: tool.toLowerCase(), input: readInput(json) }
  const [, name] = RESOURCE.exec(text) ?? []
  return name === undefined ? undefined : { tool: "resource", input: { name } }
}

function readInput(json: string): ToolInput {
  try {
    return asRecord(JSON.parse(json))
  } catch {
    return {}
  }
}

const callFor = ({ id, text }: TextPart, { tool, input }: Asked): ToolPart => ({
  kind: "tool",
  id,
  tool,
  status: "completed",
  input,
  output: text,
  exitCode: undefined,
  media: [],
  clearedAt: undefined,
  cleared: undefined,
})
