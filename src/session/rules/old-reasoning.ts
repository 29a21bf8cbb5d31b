import type { Proposal } from "../edit.ts"
import type { RuleContext } from "../rule.ts"
import { reasoningEnd } from "../texts.ts"
import type { Part } from "../transcript.ts"

/**
 * Reasoning before the recent window. What is signed goes whole, of a message all or none; of the
 * rest its end stays, because some providers refuse a call without any. Never inside the tool loop
 * that is still running: the model goes on from it, signed or not.
 */
export function oldReasoning({
  messages,
  recentStart,
  loopStart,
  isWhole,
}: RuleContext): readonly Proposal[] {
  return messages.slice(0, Math.min(recentStart, loopStart + 1)).flatMap((message) => {
    const reasoning = message.parts.filter((part) => part.kind === "reasoning")
    if (!message.parts.some(saysSomething) || reasoning.some(({ stays }) => stays)) return []
    const isSigned = reasoning.some(({ signed }) => signed)
    return reasoning
      .filter((part) => isWhole(message, part, "reasoning"))
      .map((part): Proposal => ({
        target: { message: message.id, part: part.id, field: "reasoning" },
        replacement: isSigned ? { kind: "drop" } : { kind: "text", text: reasoningEnd(part.text) },
        reason: "old-reasoning",
      }))
  })
}

/** Beside its reasoning; a message of nothing but blank text must not be left. */
const saysSomething = (part: Part): boolean =>
  part.kind === "tool" || part.kind === "media" || (part.kind === "text" && part.text.trim() !== "")
