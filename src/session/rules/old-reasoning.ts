import type { Proposal } from "../edit.ts"
import type { RuleContext } from "../rule.ts"

/**
 * Reasoning before the recent window. What a provider signed goes only with its whole message's
 * reasoning, and never inside the tool loop that is still running.
 */
export function oldReasoning({
  messages,
  recentStart,
  loopStart,
  isWhole,
}: RuleContext): readonly Proposal[] {
  return messages.slice(0, recentStart).flatMap((message, index) => {
    const reasoning = message.parts.filter((part) => part.kind === "reasoning")
    if (reasoning.length === message.parts.filter((part) => part.kind !== "other").length) return []
    if (index > loopStart && reasoning.some((part) => part.signed)) return []
    return reasoning
      .filter((part) => isWhole(message, part, "reasoning"))
      .map((part): Proposal => ({
        target: { message: message.id, part: part.id, field: "reasoning" },
        replacement: { kind: "drop" },
        reason: "old-reasoning",
      }))
  })
}
