import type { Field, TargetField, ToolInput, WHOLE_MESSAGE } from "./transcript.ts"

/**
 * In the order in which they act. `initial` is no stage: what every request is planned with, under
 * pressure or not. Journals of earlier versions have `stage_a_prune` for that and for the last one.
 */
export const STAGES = [
  "initial",
  "stage_a_prune",
  "stage_b_prompt",
  "stage_c_llm",
  "stage_c_fallback",
  "stage_d_recent",
] as const
export type StageName = (typeof STAGES)[number]

/** Why a payload was replaced; one code per rule. */
export const REASON_CODES = [
  "dense",
  "duplicate-output",
  "superseded-read",
  "standing-input",
  "failed-input",
  "overtaken-search",
  "overtaken-command",
  "old-reasoning",
  "old-media",
  "shorten-recent",
  "shrink-head",
  "refused-message",
  "old-output",
  "old-input",
  "old-text",
  "long-request",
  "folded-step",
  "summarized",
  "closed-guidance",
] as const

export type ReasonCode = (typeof REASON_CODES)[number]

export type Target = PartTarget | MessageTarget

export interface PartTarget {
  readonly message: string
  readonly part: string
  readonly field: Field
}

/** A whole message: a step that is folded into one line, or the last of those that are summarized. */
export interface MessageTarget {
  readonly message: string
  readonly part: ""
  readonly field: typeof WHOLE_MESSAGE
  /** Earlier messages that go with it and leave nothing behind: all of them stand, or the edit is void. */
  readonly also?: readonly string[]
}

export type Replacement =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "input"; readonly input: ToolInput }
  /** The dense rendition of the payload, computed again at replay; the version pins its bytes. */
  | { readonly kind: "dense"; readonly version: number }
  | { readonly kind: "drop" }

/**
 * One decision as plain data. It is valid only where `source` is the digest of what stands at its
 * target, so that undo, host prune, message edits and a second process void it by themselves.
 */
export interface Edit {
  readonly target: Target
  readonly source: string
  readonly replacement: Replacement
  readonly stage: StageName
  readonly reason: ReasonCode
  /** Tokens of what is replaced, and of what stands in its place. */
  readonly before: number
  readonly after: number
  /** Newest message of the request that this edit was decided for. */
  readonly at: string
  /** Metadata of the provider stays on the message's other parts. Edits of earlier versions took it all. */
  readonly keepsMetadata?: true | undefined
}

/** What the model itself produced: changing it makes the ids of the message's items void. */
export const OWN_FIELDS: ReadonlySet<TargetField> = new Set(["text", "reasoning", "input"])

/** What a rule asks for; the stage turns it into an edit when it saves enough. */
export interface Proposal {
  readonly target: Target
  readonly replacement: Replacement
  readonly reason: ReasonCode
}
