import type { Proposal } from "../edit.ts"
import type { RuleContext } from "../rule.ts"
import { shortInput } from "../short-input.ts"
import { WHY } from "../texts.ts"

/** Long texts in inputs of calls that failed; the error stays, and says what was wrong. */
export function failedInputs(context: RuleContext): readonly Proposal[] {
  return context.old
    .filter(({ part }) => part.status === "failed")
    .flatMap((call) => shortInput({ call, context, why: WHY.failed, reason: "failed-input" }))
}
