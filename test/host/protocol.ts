/** The provider APIs the scripted model speaks; the request path decides which. */
export type ProtocolName = "chat-completions" | "anthropic-messages" | "openai-responses" | "gemini"

interface ToolCall {
  readonly id: string
  readonly name: string
  readonly input: unknown
}

/** One message of any protocol. A tool result is a message of its own, whatever the wire says. */
export interface FlatMessage {
  readonly role: "system" | "user" | "assistant" | "tool"
  readonly text: string
  readonly reasoning?: string
  readonly calls?: readonly ToolCall[]
  /** The call that a tool message answers. */
  readonly callID?: string
  /** Images and files: counted, but not as text. */
  readonly media?: number
}

export interface ParsedRequest {
  readonly model: string
  readonly messages: readonly FlatMessage[]
  readonly toolNames: readonly string[]
  /** The tools as sent, as JSON; empty when the request has none. */
  readonly toolSchemas: string
}

export interface Usage {
  /** All prompt tokens, cached ones included. */
  readonly input: number
  readonly cached: number
  readonly output: number
}

export interface Answer {
  readonly text: string
  readonly reasoning: string
  readonly calls: readonly { readonly name: string; readonly input: unknown }[]
}

/** Decodes requests and encodes answers of one provider API, and remembers what it issued. */
export interface Protocol {
  readonly name: ProtocolName
  /** Problems are what the real provider would refuse the body for; none when it would accept. */
  read(body: unknown): { request: ParsedRequest; problems: readonly string[] }
  /** The answer as server-sent events, in order. */
  encode(answer: Answer, usage: Usage): readonly string[]
  /** The body of a 400 answer. */
  error(message: string): unknown
  /** The body of the 400 answer to a prompt over the context window, in the provider's words. */
  overflow(tokens: number, context: number): unknown
}

export const emptyRequest: ParsedRequest = {
  model: "",
  messages: [],
  toolNames: [],
  toolSchemas: "",
}
