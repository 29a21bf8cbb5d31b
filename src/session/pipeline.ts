import type { Draft } from "./draft.ts"

/** Runs the stages in order and stops at the first draft that reaches its target. */
export function runStages({
  draft,
  stages,
}: {
  draft: Draft
  stages: readonly ((draft: Draft) => Draft)[]
}): Draft {
  let current = draft
  for (const stage of stages) {
    if (current.forecast.tokens <= current.budget.target) break
    current = stage(current)
  }
  return current
}

/** A voluntary batch rewrites the provider's cached prefix; below this share of the trigger it does not pay. */
export const MIN_BATCH_SHARE = 0.05

/** The pruned draft, where the saving is worth a rewritten prefix or the request would not fit. */
export function worthwhile(before: Draft, after: Draft): Draft {
  const saved = before.forecast.tokens - after.forecast.tokens
  const forced = before.forecast.tokens > before.budget.limit
  const enough =
    saved >= MIN_BATCH_SHARE * before.budget.trigger ||
    after.forecast.tokens <= before.budget.target
  return saved > 0 && (forced || enough) ? after : before
}
