import { describe, expect, it } from "vitest"
import { hostOutput, resolveBudget } from "../../src/session/budget.ts"
import type { BudgetInput, ModelLimits } from "../../src/session/budget.ts"

const settings = { trigger: 0.9, target: 0.6, fallbackContext: 32_000 }

const budgetOf = (
  limits: ModelLimits,
  {
    settings: more,
    ...rest
  }: Partial<Omit<BudgetInput, "settings">> & {
    settings?: Partial<BudgetInput["settings"]>
  } = {},
) =>
  resolveBudget({
    limits,
    settings: { ...settings, ...more },
    requestedOutput: hostOutput(limits),
    expectedAnswer: 1_000,
    ...rest,
  })

const usual = { context: 128_000, output: 16_000 }
const withInput = { context: 400_000, input: 272_000, output: 128_000 }

describe("the budget", () => {
  it.each<[string, ReturnType<typeof budgetOf>, number[]]>([
    // Columns: limit, trigger, target, reserve.
    ["context less the output", budgetOf(usual), [112_000, 100_800, 67_200, 16_000]],
    [
      "at most a quarter is kept free where the stated output equals the context",
      budgetOf({ context: 32_000, output: 32_000 }),
      [24_000, 21_600, 14_400, 8_000],
    ],
    [
      "at most a quarter is kept free whatever the option says",
      budgetOf(usual, { settings: { reserveOutputTokens: 100_000 } }),
      [96_000, 86_400, 57_600, 32_000],
    ],
    [
      "an input limit less what the host reserves",
      budgetOf(withInput),
      [252_000, 226_800, 151_200, 32_000],
    ],
    [
      "an input limit less what the user makes the host reserve",
      budgetOf(withInput, { hostReserved: 40_000 }),
      [232_000, 208_800, 139_200, 32_000],
    ],
    [
      "an input limit of which the host would reserve everything",
      budgetOf({ context: 20_000, input: 20_000, output: 20_000 }),
      [15_000, 13_500, 9_000, 5_000],
    ],
    [
      "a context learned from a refusal, smaller than the stated one",
      budgetOf(usual, { learnedContext: 100_000 }),
      [84_000, 75_600, 50_400, 16_000],
    ],
    [
      "the stated context where the learned one is larger",
      budgetOf(usual, { learnedContext: 1_000_000 }),
      [112_000, 100_800, 67_200, 16_000],
    ],
    [
      "the option for the reserve, with the trigger below the host's threshold",
      budgetOf(usual, { settings: { reserveOutputTokens: 4_000 } }),
      [124_000, 111_000, 74_400, 4_000],
    ],
    [
      "thresholds in tokens",
      budgetOf(usual, { settings: { trigger: 50_000, target: 20_000 } }),
      [112_000, 50_000, 20_000, 16_000],
    ],
    [
      "a target that is never over the trigger",
      budgetOf(usual, { settings: { trigger: 0.5, target: 0.8 } }),
      [112_000, 56_000, 56_000, 16_000],
    ],
    [
      "a trigger that is never over the limit or the host's threshold less an answer",
      budgetOf(usual, { settings: { trigger: 500_000 } }),
      [112_000, 111_000, 67_200, 16_000],
    ],
    [
      "a trigger of half the limit where answers are huge",
      budgetOf(usual, { expectedAnswer: 90_000 }),
      [112_000, 56_000, 44_800, 16_000],
    ],
  ])("is %s", (_, budget, [limit, trigger, target, reserve]) => {
    expect(budget).toMatchObject({ limit, trigger, target, reserve, assumed: false })
  })

  it.each([
    ["the host's threshold less an answer", budgetOf(usual), 111_000],
    ["half the limit where answers are huge", budgetOf(usual, { expectedAnswer: 90_000 }), 56_000],
    ["that too where the trigger is low", budgetOf(usual, { settings: { trigger: 0.5 } }), 111_000],
    ["the limit where nothing is stated", budgetOf({ context: 0, output: 0 }), 24_000],
  ])("has as its ceiling %s", (_, { ceiling }, expected) => {
    expect(ceiling).toBe(expected)
  })

  it("takes the fallback for a model that states no limits, and says so", () => {
    expect(budgetOf({ context: 0, output: 0 })).toEqual({
      limit: 24_000,
      ceiling: 24_000,
      trigger: 21_600,
      target: 14_400,
      reserve: 8_000,
      assumed: true,
    })
  })

  it("takes the learned context for a model that states no limits", () => {
    expect(budgetOf({ context: 0, output: 0 }, { learnedContext: 50_000 })).toEqual({
      limit: 37_500,
      ceiling: 37_500,
      trigger: 33_750,
      target: 22_500,
      reserve: 12_500,
      assumed: false,
    })
  })

  it.each([
    ["what the model states", { context: 64_000, output: 8_000 }, 8_000],
    ["the host's cap where it states more", { context: 400_000, output: 128_000 }, 32_000],
    ["the host's cap where it states nothing", { context: 128_000, output: 0 }, 32_000],
    ["a quarter of a small window where it states nothing", { context: 64_000, output: 0 }, 16_000],
    [
      "a quarter of a small window where it states more",
      { context: 64_000, output: 64_000 },
      16_000,
    ],
    ["a quarter of a smaller input", { context: 64_000, input: 16_000, output: 0 }, 4_000],
    ["the host's cap where no window is known", { context: 0, output: 0 }, 32_000],
  ])("expects the host to ask for %s", (_, limits, expected) => {
    expect(hostOutput(limits)).toBe(expected)
  })
})
