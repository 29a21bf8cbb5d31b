/** Tokens that a prompt may have, or why there are none. */
export type DispatchBudget =
  | { readonly ok: true; readonly budget: number }
  | {
      readonly ok: false
      readonly code: "dispatch_budget_invalid"
      readonly cap: number
      readonly reserve: number
    }

/**
 * What is left of a role's input cap when the answer's reserve is taken off, both in tokens. A
 * reserve that leaves nothing is a wrong setting: no prompt, however short, would fit.
 */
export function resolveDispatchBudget({
  cap,
  maxOutputTokens,
}: {
  readonly cap: number
  readonly maxOutputTokens: number
}): DispatchBudget {
  const reserve = Math.max(1, Math.floor(maxOutputTokens))
  const budget = Math.floor(cap) - reserve
  return budget >= 1
    ? { ok: true, budget }
    : { ok: false, code: "dispatch_budget_invalid", cap: Math.floor(cap), reserve }
}
