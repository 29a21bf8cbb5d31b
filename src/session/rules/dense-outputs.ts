import { DENSE_VERSION } from "../dense.ts"
import type { Proposal } from "../edit.ts"
import type { RuleContext } from "../rule.ts"

/** Results that are asked for because they are exact: lines are counted in them, and edits match them. */
const EXACT_TOOLS = new Set(["recall"])

/**
 * Outputs lose what is only layout, in the recent window too; those of protected tools and files
 * nothing, nor what the user said.
 */
export function denseOutputs({
  calls,
  isProtected,
  isWhole,
  meter,
  directory,
}: RuleContext): readonly Proposal[] {
  return calls
    .filter((call) => !isProtected(call))
    .filter(
      ({ message, part }) =>
        !EXACT_TOOLS.has(part.tool) &&
        !part.replies &&
        isWhole(message, part, "output") &&
        meter.dense(part, directory).text.length < part.output.length,
    )
    .map(({ message, part }) => ({
      target: { message: message.id, part: part.id, field: "output" },
      replacement: { kind: "dense", version: DENSE_VERSION },
      reason: "dense",
    }))
}
