import type { Message, Part, ToolPart } from "../session/transcript.ts"

/** A request to an OpenAI-compatible chat-completions endpoint. */
export interface ChatRequest {
  readonly model: string
  readonly messages: readonly ChatMessage[]
  readonly tools?: readonly ChatTool[]
}

export type ChatMessage =
  | { readonly role: "system" | "user"; readonly content: string }
  | {
      readonly role: "assistant"
      readonly content: string | null
      readonly tool_calls?: readonly ChatCall[]
    }
  | { readonly role: "tool"; readonly tool_call_id: string; readonly content: string }

interface ChatCall {
  readonly id: string
  readonly type: "function"
  readonly function: { readonly name: string; readonly arguments: string }
}

export interface ChatTool {
  readonly type: "function"
  readonly function: {
    readonly name: string
    readonly description: string
    readonly parameters: Readonly<Record<string, unknown>>
  }
}

/** Exports hold no system text; without one some models only talk. */
const SYSTEM =
  "You are a coding agent at work in a session with a user. Continue it: call the tool that is needed next, or answer if the work is done."

export const chatRequest = ({
  model,
  messages,
  tools,
}: {
  readonly model: string
  readonly messages: readonly Message[]
  readonly tools: readonly ChatTool[]
}): ChatRequest => ({
  model,
  messages: [{ role: "system", content: SYSTEM }, ...messages.flatMap(chatMessages)],
  ...(tools.length > 0 ? { tools } : {}),
})

/** Reasoning is left out: endpoints of this kind take none back. */
function chatMessages(message: Message): readonly ChatMessage[] {
  const content = message.parts.map(spoken).filter(Boolean).join("\n\n")
  if (message.role === "user") return content === "" ? [] : [{ role: "user", content }]
  const calls = message.parts.filter((part): part is ToolPart => part.kind === "tool")
  if (calls.length === 0) return content === "" ? [] : [{ role: "assistant", content }]
  return [
    { role: "assistant", content: content || null, tool_calls: calls.map(chatCall) },
    ...calls.map((part): ChatMessage => ({
      role: "tool",
      tool_call_id: callID(part),
      content: part.output,
    })),
  ]
}

const spoken = (part: Part): string => {
  if (part.kind === "text") return part.text
  return part.kind === "media" ? `[attachment ${part.mime} ${part.name}]` : ""
}

const chatCall = (part: ToolPart): ChatCall => ({
  id: callID(part),
  type: "function",
  function: { name: part.tool, arguments: JSON.stringify(part.input) },
})

/** Endpoints bound the length of an id, and want it to be plain. */
const callID = ({ id }: ToolPart): string => `call_${id.replace(/\W/g, "").slice(-32)}`

/**
 * The tools of a session as its calls show them: exports hold no schemas. An argument that every
 * call of a tool has is required.
 */
export function chatTools(messages: readonly Message[]): readonly ChatTool[] {
  const seen = new Map<
    string,
    { calls: number; keys: Map<string, { type: string; calls: number }> }
  >()
  for (const { parts } of messages)
    for (const part of parts) {
      if (part.kind !== "tool") continue
      const tool = seen.get(part.tool) ?? { calls: 0, keys: new Map() }
      seen.set(part.tool, tool)
      tool.calls++
      for (const [key, value] of Object.entries(part.input)) {
        const known = tool.keys.get(key) ?? { type: jsonType(value), calls: 0 }
        tool.keys.set(key, { ...known, calls: known.calls + 1 })
      }
    }
  return [...seen].map(([name, { calls, keys }]) => ({
    type: "function",
    function: {
      name,
      description: `The tool ${name} of the agent.`,
      parameters: {
        type: "object",
        properties: Object.fromEntries([...keys].map(([key, { type }]) => [key, schemaOf(type)])),
        required: [...keys].flatMap(([key, known]) => (known.calls === calls ? [key] : [])),
      },
    },
  }))
}

/** Endpoints refuse a list that does not say what it is a list of. */
const schemaOf = (type: string): Readonly<Record<string, unknown>> =>
  type === "array" ? { type, items: {} } : { type }

const jsonType = (value: unknown): string => {
  if (Array.isArray(value)) return "array"
  return ["string", "number", "boolean"].includes(typeof value) ? typeof value : "object"
}
