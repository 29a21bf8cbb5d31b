import { describe, expect, it } from "vitest"
import { thinkingBudget } from "../../src/host/thinking-budget.ts"
import { plan } from "../builders/planned-session.ts"

const thinking = { thinking: { type: "enabled", budgetTokens: 700 } }

it.each<[string, Readonly<Record<string, unknown>>, number]>([
  ["Anthropic's", thinking, 700],
  ["Amazon Bedrock's", { reasoningConfig: { type: "enabled", budgetTokens: 700 } }, 700],
  ["one without a type", { thinking: { budgetTokens: 700 } }, 700],
  ["one that is switched off", { thinking: { type: "disabled", budgetTokens: 700 } }, 0],
  ["one that the model chooses", { thinking: { type: "adaptive" } }, 0],
  ["one that is no number", { thinking: { type: "enabled", budgetTokens: "700" } }, 0],
  ["one that is negative", { thinking: { type: "enabled", budgetTokens: -700 } }, 0],
  ["Google's, which is part of the output", { thinkingConfig: { thinkingBudget: 700 } }, 0],
  ["none", {}, 0],
])("the budget of thinking that comes to the output tokens: %s", (_, options, tokens) => {
  expect(thinkingBudget(options)).toBe(tokens)
})

describe("a request with a budget of thinking", () => {
  const off = { options: { auto: false } }
  /** A prompt of 9,000 tokens fits beside 1,000 of output; a quarter of all is kept free at most. */
  const planned = () => plan(9_000, off)

  it("keeps its output where both have room", async () => {
    const { attempt } = await planned()
    expect(attempt("build", { options: thinking, maxOutputTokens: 1_800 }).maxOutputTokens).toBe(
      1_800,
    )
  })

  it("has the rest of the room for its output where both have not", async () => {
    const { attempt } = await planned()
    expect(attempt("build", { options: thinking, maxOutputTokens: 1_801 }).maxOutputTokens).toBe(
      1_800,
    )
  })

  it("keeps one token of output where thinking fills all the room", async () => {
    const { attempt } = await planned()
    const options = { thinking: { type: "enabled", budgetTokens: 2_500 } }
    expect(attempt("build", { options }).maxOutputTokens).toBe(1)
  })

  it("is as large as it was where nobody asks for so many tokens", async () => {
    const { attempt } = await plan(40_000, off)
    expect(attempt("build", { options: thinking, maxOutputTokens: undefined })).toEqual({
      outcome: "passed",
      maxOutputTokens: undefined,
    })
  })

  it("leaves its prompt less room, here and in the plans that follow", async () => {
    const { session, attempt, again } = await plan(40_000, off)
    const limitOf = () => session.planned?.plan.draft.budget.limit
    expect(limitOf()).toBe(40_000)
    attempt("build", { options: thinking })
    expect(session.journal.refresh().lastRequest?.limit).toBe(39_300)
    await again()
    expect(limitOf()).toBe(39_300)
  })
})
