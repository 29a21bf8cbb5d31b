import { expect, it } from "vitest"
import { chooseLimits } from "../../src/replay/choose-limits.ts"
import { hostOutput, resolveBudget } from "../../src/session/budget.ts"

it("a stated context is taken as it is", () => {
  expect(chooseLimits({ context: 32_000, output: 8_000, peak: 1_000_000 })).toEqual({
    context: 32_000,
    output: 8_000,
    chosen: "given",
  })
})

it.each([200_000, 20_000, 3_001, 1])("half of a peak of %d tokens fits exactly", (peak) => {
  const limits = chooseLimits({ context: undefined, output: 8_000, peak })
  const budget = resolveBudget({
    limits,
    settings: { trigger: 0.9, target: 0.6, fallbackContext: 32_000 },
    requestedOutput: hostOutput(limits),
    expectedAnswer: 0,
  })
  expect(budget.limit).toBe(Math.max(1, Math.floor(peak / 2)))
})
