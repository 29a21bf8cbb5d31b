import type { Call } from "./call.ts"
import type { Proposal } from "./edit.ts"
import type { Meter } from "./meter.ts"
import type { Field, Message, Part } from "./transcript.ts"

/** What a rule of Stage A looks at. */
export interface RuleContext {
  readonly messages: readonly Message[]
  readonly directory: string
  /** Finished calls whose results and inputs may be replaced: old ones, of unprotected tools. */
  readonly old: readonly Call[]
  /** The call is of a protected tool, or names a protected file. */
  readonly isProtected: (call: Call) => boolean
  /** All finished calls, oldest first. */
  readonly calls: readonly Call[]
  /** First message of the recent window. */
  readonly recentStart: number
  /** User message that began the tool loop which is still running. */
  readonly loopStart: number
  /** The payload stands as the host built it, or only denser. */
  readonly isWhole: (message: Message, part: Part, field: Field) => boolean
  readonly handle: (part: Part, field: Field) => string
  readonly meter: Meter
}

export type Rule = (context: RuleContext) => readonly Proposal[]
