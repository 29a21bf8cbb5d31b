import type { Proposal } from "../edit.ts"
import type { RuleContext } from "../rule.ts"
import { shortInput } from "../short-input.ts"
import { WHY } from "../texts.ts"

/** Long inputs of calls that failed; the error and the start of the input stay. */
export function failedInputs(context: RuleContext): readonly Proposal[] {
  return context.old
    .filter(({ part }) => part.status === "failed")
    .flatMap((call) => shortInput({ call, context, why: WHY.failed, reason: "failed-input" }))
}
