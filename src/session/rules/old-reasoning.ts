import type { Proposal } from "../edit.ts"
import type { RuleContext } from "../rule.ts"
import type { Part } from "../transcript.ts"

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
    if (!message.parts.some(saysSomething)) return []
    if (index > loopStart && message.signed) return []
    return reasoning
      .filter((part) => isWhole(message, part, "reasoning"))
      .map((part): Proposal => ({
        target: { message: message.id, part: part.id, field: "reasoning" },
        replacement: { kind: "drop" },
        reason: "old-reasoning",
      }))
  })
}

/** Beside its reasoning; a message of nothing but blank text must not be left. */
const saysSomething = (part: Part): boolean =>
  part.kind === "tool" || part.kind === "media" || (part.kind === "text" && part.text.trim() !== "")
