import type { DispatchRecord } from "./dispatch-record.ts"

/** Facts of one dispatch for the session's state: none where its prompt went out as it was. */
export function dispatchFacts(
  record: DispatchRecord,
): Readonly<Record<string, string | number | boolean>> {
  if (record.type !== "dispatch") return {}
  const { role, stage, code } = record
  const isTerminal = code === "dispatch_prompt_overflow_terminal"
  const isCompacted = stage !== "none" && code === undefined
  if (!isTerminal && !isCompacted) return {}
  return {
    ...(isCompacted && { [`dispatch_compacted:${role}`]: true }),
    ...(isTerminal && { [`dispatch_overflow_terminal:${role}`]: true }),
    [`dispatch_compaction_stage:${role}`]: stage,
    ...(stage !== "none" && { [`dispatch_compaction_stage:${stage}`]: true }),
    [`dispatch_prompt_tokens_before:${role}`]: record.before,
    [`dispatch_prompt_tokens_after:${role}`]: record.after,
    [`dispatch_prompt_token_budget:${role}`]: record.budget,
  }
}
