import { clearOutput } from "../clear-output.ts"
import type { Proposal } from "../edit.ts"
import type { RuleContext } from "../rule.ts"
import { WHY } from "../texts.ts"

/** Short outputs are equal by chance ("ok"), and say something each time. */
const MIN_CHARS = 200

/** Of several equal outputs only the newest stays. */
export function duplicateOutputs(context: RuleContext): readonly Proposal[] {
  const { old, calls, isWhole, meter } = context
  const last = new Map<string, string>()
  for (const { message, part } of calls)
    if (part.output.length >= MIN_CHARS && isWhole(message, part, "output"))
      last.set(meter.digest(part, "output"), part.id)
  return old
    .filter(
      ({ message, part }) =>
        // What the user said stays where it was said.
        !part.replies &&
        part.output.length >= MIN_CHARS &&
        isWhole(message, part, "output") &&
        last.get(meter.digest(part, "output")) !== part.id,
    )
    .map((call) => clearOutput({ call, context, why: WHY.duplicate, reason: "duplicate-output" }))
}
