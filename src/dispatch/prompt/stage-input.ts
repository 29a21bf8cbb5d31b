import type { DispatchPrompt } from "./dispatch-prompt.ts"
import type { PromptUnit } from "./prompt-unit.ts"

/** What the stages that rewrite a prompt work from: always the original. */
export interface StageInput {
  readonly prompt: DispatchPrompt
  /** Its task in pieces. */
  readonly units: readonly PromptUnit[]
  /** Tokens that the text may have. */
  readonly goal: number
  /** Characters that a piece of a long line has at most. */
  readonly piece: number
  readonly count: (text: string) => number
  readonly digest: (text: string) => string
  /** Lines of the user's that are added where there is room. */
  readonly compactionContext: readonly string[]
}
