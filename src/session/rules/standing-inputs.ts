import type { Proposal } from "../edit.ts"
import type { RuleContext } from "../rule.ts"
import { shortInput } from "../short-input.ts"
import { walkFileCalls } from "../standing-content.ts"
import type { FileCall } from "../standing-content.ts"
import { WHY } from "../texts.ts"

/** Inputs of writes, edits and patches whose content stands in later reads and writes of the file. */
export function standingInputs(context: RuleContext): readonly Proposal[] {
  const eligible = new Set(context.old)
  const proposals: Proposal[] = []
  const visit = ({ call, contents, coverage }: FileCall): boolean => {
    const { message, part } = call
    if (contents[0]?.kind === "read") return context.isWhole(message, part, "output")
    if (!eligible.has(call) || !context.isWhole(message, part, "input"))
      return context.isWhole(message, part, "input")
    const stands = contents.every((content) =>
      content.shown.every((stretch) => coverage(content, stretch).every(Boolean)),
    )
    if (!stands) return true
    const shorter = shortInput({ call, context, why: WHY.standing, reason: "standing-input" })
    proposals.push(...shorter)
    return shorter.length === 0
  }
  walkFileCalls({ calls: context.calls, directory: context.directory, visit })
  return proposals
}
