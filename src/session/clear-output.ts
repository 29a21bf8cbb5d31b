import { describeCall } from "./call.ts"
import type { Call } from "./call.ts"
import type { Proposal, ReasonCode } from "./edit.ts"
import type { RuleContext } from "./rule.ts"
import { placeholder } from "./texts.ts"

export interface ClearOutputOptions {
  readonly call: Call
  readonly context: RuleContext
  readonly why: string
  readonly reason: ReasonCode
}

/** Puts a placeholder in the place of a call's whole output. */
export const clearOutput = ({ call, context, why, reason }: ClearOutputOptions): Proposal => ({
  target: { message: call.message.id, part: call.part.id, field: "output" },
  replacement: {
    kind: "text",
    text: placeholder({
      what: describeCall(call, context.directory),
      why,
      handle: context.handle(call.part, "output"),
    }),
  },
  reason,
})
