/** What the host stores, as its API and hooks show it. */

export interface ModelChoice {
  readonly providerID: string
  readonly modelID: string
}

export interface Tokens {
  total?: number
  input: number
  output: number
  reasoning: number
  cache: { read: number; write: number }
}

export interface HostError {
  readonly name: string
  readonly data: Readonly<Record<string, unknown>>
}

export interface UserInfo {
  id: string
  sessionID: string
  role: "user"
  time: { created: number }
  agent: string
  model: ModelChoice
}

export interface AssistantInfo {
  id: string
  sessionID: string
  role: "assistant"
  time: { created: number; completed?: number }
  parentID: string
  modelID: string
  providerID: string
  mode: string
  agent: string
  path: { cwd: string; root: string }
  summary?: true
  cost: number
  tokens: Tokens
  finish?: string
  error?: HostError
}

interface PartBase {
  id: string
  sessionID: string
  messageID: string
}

interface Span {
  start: number
  end?: number
}

export interface TextPart extends PartBase {
  type: "text"
  text: string
  synthetic?: true
  metadata?: Record<string, unknown>
  time?: Span
}

export interface ReasoningPart extends PartBase {
  type: "reasoning"
  text: string
  time: Span
}

export interface FilePart extends PartBase {
  type: "file"
  mime: string
  filename?: string
  url: string
}

export interface ToolState {
  status: "pending" | "running" | "completed" | "error"
  input: Record<string, unknown>
  raw?: string
  title?: string
  output?: string
  error?: string
  metadata?: Record<string, unknown>
  attachments?: FilePart[]
  time?: Span & { compacted?: number }
}

export interface ToolPart extends PartBase {
  type: "tool"
  callID: string
  tool: string
  state: ToolState
}

export interface CompactionPart extends PartBase {
  type: "compaction"
  auto: boolean
  overflow?: boolean
  tail_start_id?: string
}

/** A slash command that a sub-agent is to answer. */
export interface SubtaskPart extends PartBase {
  type: "subtask"
  agent: string
  description: string
  command: string
  model: ModelChoice
  prompt: string
}

export interface StepStart extends PartBase {
  type: "step-start"
}

export interface StepFinish extends PartBase {
  type: "step-finish"
  reason: string
  cost: number
  tokens: Tokens
}

export type Part =
  | TextPart
  | ReasoningPart
  | FilePart
  | ToolPart
  | CompactionPart
  | SubtaskPart
  | StepStart
  | StepFinish

export interface UserMessage {
  info: UserInfo
  parts: Part[]
}

export interface AssistantMessage {
  info: AssistantInfo
  parts: Part[]
}

export type Stored = UserMessage | AssistantMessage

export interface PermissionRule {
  readonly permission: string
  readonly pattern: string
  readonly action: string
}

export interface StoredSession {
  id: string
  slug: string
  version: string
  projectID: string
  directory: string
  path: string
  title: string
  parentID?: string
  agent?: string
  model?: { id: string; providerID: string; variant: string }
  permission?: PermissionRule[]
  metadata?: Record<string, unknown>
  revert?: { messageID: string; partID?: string }
  cost: number
  tokens: Tokens
  time: { created: number; updated: number }
}

export const noTokens = (): Tokens => ({
  input: 0,
  output: 0,
  reasoning: 0,
  cache: { read: 0, write: 0 },
})
