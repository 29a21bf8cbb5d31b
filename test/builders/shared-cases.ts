import * as fc from "fast-check"
import { holds, isFuzzed, SEED } from "./holds.ts"

/** Fails where a check fails for one of the cases. */
export type CheckCases<Case> = (check: (one: Case) => void) => void

/**
 * Checks on one kind of case. In the suite they share the same cases, which are made once; `npm run
 * fuzz` makes new ones for each check.
 */
export function sharedCases<Case>(anyCase: fc.Arbitrary<Case>, runs = 100): CheckCases<Case> {
  let made: readonly Case[] | undefined
  return (check) => {
    if (isFuzzed) return holds(fc.property(anyCase, check), runs)
    made ??= fc.sample(anyCase, { seed: SEED, numRuns: runs })
    const outcomes = made.map((one) => ({ one, outcome: outcomeOf(check, one) }))
    if (outcomes.every(({ outcome }) => outcome === "skipped"))
      throw new Error("No case meets the precondition of this check")
    const failed = outcomes.filter(({ outcome }) => outcome === "failed").map(({ one }) => one)
    // Made again from the same seed, the first case that fails is shrunk and shown.
    if (failed.length > 0) holds(fc.property(anyCase, check), runs)
    for (const one of failed) check(one)
  }
}

function outcomeOf<Case>(check: (one: Case) => void, one: Case): "passed" | "failed" | "skipped" {
  try {
    check(one)
    return "passed"
  } catch (error) {
    return fc.PreconditionFailure.isFailure(error) ? "skipped" : "failed"
  }
}

/** The same function, which works once for each case, however many checks ask it. */
export function oncePerCase<Case extends object, Result>(
  make: (one: Case) => Result,
): (one: Case) => Result {
  const known = new WeakMap<Case, { readonly result: Result }>()
  return (one) => {
    const made = known.get(one) ?? { result: make(one) }
    known.set(one, made)
    return made.result
  }
}
