import type { FilePart } from "../stored.ts"

/** What the host shows of one output; the rest goes into a file, or is there for the asking. */
export const maxLines = 2_000
export const maxBytes = 50 * 1024

export interface ToolResult {
  readonly title: string
  readonly output: string
  readonly metadata: Readonly<Record<string, unknown>>
  readonly attachments?: readonly Pick<FilePart, "type" | "mime" | "url">[]
}

export interface ToolCall {
  readonly input: Readonly<Record<string, unknown>>
  readonly sessionID: string
  readonly messageID: string
  readonly callID: string
  readonly agent: string
  readonly abort: AbortSignal
  /** Shows what is known while the tool runs. */
  readonly progress: (state: { title?: string; metadata: Record<string, unknown> }) => void
}

/** A tool throws what it tells the model as an error. */
export type Tool = (call: ToolCall) => ToolResult | Promise<ToolResult>

/** A field that a tool needs. */
export const wantedText = (tool: string, input: ToolCall["input"], key: string): string => {
  const value = input[key]
  if (typeof value === "string") return value
  throw new Error(`The ${tool} tool was called without ${key}.`)
}
