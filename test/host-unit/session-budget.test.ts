import { describe, expect, it } from "vitest"
import { sessionBudget } from "../../src/host/session-budget.ts"
import type { BudgetRequest } from "../../src/host/session-budget.ts"
import { unknownLimitToast } from "../../src/session/texts.ts"
import { createTestRuntime } from "../builders/runtime.ts"
import { createTranscript, testModel } from "../builders/transcript.ts"

const NAME = "scripted/gpt-scripted"
const limits = { context: 101_000, output: 1_000 }
const transcript = createTranscript()

const open = (options: object = {}) => {
  const runtime = createTestRuntime({ options })
  const budgetOf = (request: Partial<BudgetRequest> = {}) =>
    sessionBudget(runtime, { model: testModel, limits, transcript, ...request })
  return { runtime, budgetOf }
}

describe("the budget of a request", () => {
  it.each<[string, object, Partial<BudgetRequest>, object]>([
    ["reserves what the model may answer", {}, {}, { limit: 100_000, reserve: 1_000 }],
    [
      "reserves what the request asks for",
      {},
      { requestedOutput: 2_000 },
      { limit: 99_000, reserve: 2_000 },
    ],
    [
      "reserves what the option says",
      { budget: { reserveOutputTokens: 3_000 } },
      { requestedOutput: 2_000 },
      { limit: 98_000, reserve: 3_000 },
    ],
    [
      "has the trigger and target of the options",
      { budget: { trigger: 50_000, target: 0.25 } },
      {},
      { trigger: 50_000, target: 25_000 },
    ],
    [
      "has those of the first pattern that the model matches, and the rest of the options",
      {
        budget: {
          target: 9_000,
          models: {
            "other/*": { trigger: 30_000 },
            "scripted/*": { trigger: 40_000 },
            "*": { trigger: 20_000, target: 8_000 },
          },
        },
      },
      {},
      { trigger: 40_000, target: 9_000 },
    ],
    [
      "is assumed where no limits are known",
      { budget: { fallbackContext: 8_000 } },
      { limits: undefined },
      { limit: 6_000, assumed: true },
    ],
  ])("%s", (_, options, request, expected) => {
    expect(open(options).budgetOf(request)).toMatchObject(expected)
  })

  it("has the limit that was learned of this model where it is smaller", () => {
    const { runtime, budgetOf } = open()
    runtime.models.set(NAME, { reported: 0, counted: 0, context: 61_000, updated: 1 })
    expect(budgetOf().limit).toBe(60_000)
    expect(budgetOf({ model: { ...testModel, modelID: "other" } }).limit).toBe(100_000)
  })

  it("has that limit for a week", () => {
    const { runtime, budgetOf } = open()
    const week = 7 * 86_400_000
    const limited = { reported: 0, counted: 0, context: 61_000, updated: 1_000 }
    const budgets = [1_001 - week, 1_000 - week].map((learned) => {
      runtime.models.set(NAME, { ...limited, learned })
      return budgetOf().limit
    })
    expect(budgets).toEqual([60_000, 100_000])
  })

  it("has the reserve of the host's own compaction in its ceiling", () => {
    const { runtime, budgetOf } = open()
    const split = { ...limits, input: 90_000 }
    const before = budgetOf({ limits: split }).ceiling
    runtime.native.reserved = 11_000
    expect(budgetOf({ limits: split }).ceiling).toBe(before - 10_000)
  })

  it("has room for an answer as long as usual under the host's threshold", () => {
    const long = createTranscript(
      { role: "user", parts: [] },
      { role: "assistant", parts: [], usage: { prompt: 9_000, output: 4_000 } },
    )
    const { budgetOf } = open()
    expect(budgetOf({ transcript: long }).ceiling).toBeLessThan(budgetOf().ceiling)
  })
})

describe("a model without limits", () => {
  const unknown = { context: 0, output: 0 }
  it("is told once, with what is assumed", () => {
    const { runtime, budgetOf } = open({ budget: { fallbackContext: 8_000 } })
    budgetOf({ limits: unknown })
    budgetOf({ limits: unknown })
    expect(runtime.client.calls).toEqual([
      `warning: ${unknownLimitToast({ model: NAME, assumed: 8_000 })}`,
    ])
  })

  it.each<[string, Partial<BudgetRequest>]>([
    ["the host has not answered", { limits: undefined }],
    ["it has limits", {}],
  ])("is not told where %s", (_, request) => {
    const { runtime, budgetOf } = open()
    budgetOf(request)
    expect(runtime.client.calls).toEqual([])
  })
})
