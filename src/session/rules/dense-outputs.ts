import { DENSE_VERSION } from "../dense.ts"
import type { Proposal } from "../edit.ts"
import type { RuleContext } from "../rule.ts"

/** Results that are asked for because they are exact: lines are counted in them, and edits match them. */
const EXACT_TOOLS = new Set(["recall"])

/** Outputs lose what is only layout. Applies to every tool and to the recent window: no content goes. */
export function denseOutputs({
  calls,
  isWhole,
  meter,
  directory,
}: RuleContext): readonly Proposal[] {
  return calls
    .filter(
      ({ message, part }) =>
        !EXACT_TOOLS.has(part.tool) &&
        isWhole(message, part, "output") &&
        meter.dense(part, directory).text.length < part.output.length,
    )
    .map(({ message, part }) => ({
      target: { message: message.id, part: part.id, field: "output" },
      replacement: { kind: "dense", version: DENSE_VERSION },
      reason: "dense",
    }))
}
