import type { FilePart } from "../stored.ts"

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

/** The host's words where an input has not what a tool needs. */
export const wantedText = (tool: string, input: ToolCall["input"], key: string): string => {
  const value = input[key]
  if (typeof value === "string") return value
  throw new Error(
    `The ${tool} tool was called with invalid arguments: SchemaError(Missing key\n  at ["${key}"]).\nPlease rewrite the input so it satisfies the expected schema.`,
  )
}
