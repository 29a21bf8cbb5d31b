import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import {
  EMPTY_PROFILE,
  factorOf,
  learnGrowth,
  startFactor,
} from "../../src/session/model-profile.ts"
import type { ModelProfile } from "../../src/session/model-profile.ts"
import { holds } from "../builders/holds.ts"

const learn = (
  ratio: number,
  { times, profile = EMPTY_PROFILE }: { times: number; profile?: ModelProfile },
): ModelProfile =>
  Array.from({ length: times }).reduce<ModelProfile>(
    (known) => learnGrowth(known, { reported: 2_000 * ratio, counted: 2_000 }, 7),
    profile,
  )

describe("the start factor", () => {
  it.each([
    ["gpt-5.2", 1.05],
    ["o3", 1.05],
    ["o4-mini", 1.05],
    ["codex-mini", 1.05],
    ["claude-sonnet-4-5", 1.25],
    ["anthropic.claude-opus-4", 1.25],
    ["deepseek-v3.2", 1.12],
    ["MiniMax-M2", 1.35],
    ["a-model-nobody-knows", 1.25],
  ])("of %s is %s", (model, factor) => {
    expect(startFactor(model)).toBe(factor)
    expect(factorOf(EMPTY_PROFILE, model)).toBe(factor)
  })
})

describe("the learned factor", () => {
  it.each([1, 1.2, 1.3])("comes to %s for every family", (ratio) => {
    const profile = learn(ratio, { times: 40 })
    expect(
      ["gpt-5", "claude", "deepseek", "minimax", "other"].map((model) =>
        Number(factorOf(profile, model).toFixed(2)),
      ),
    ).toEqual([ratio, ratio, ratio, ratio, ratio])
  })

  it("is near the truth after one large step", () => {
    expect(factorOf(learn(1.2, { times: 1 }), "gpt-5")).toBeCloseTo(1.15, 2)
  })

  it("follows a change of the tokenizer", () => {
    const before = learn(1, { times: 200 })
    expect(factorOf(learn(1.3, { times: 200, profile: before }), "gpt-5")).toBeCloseTo(1.3, 1)
  })

  it.each([
    ["growth of a few tokens", { reported: 60, counted: 63 }],
    ["a report ten times the count", { reported: 10_000, counted: 1_000 }],
    ["a report of a tenth of the count", { reported: 100, counted: 1_000 }],
    ["a prompt that shrank", { reported: -500, counted: 1_000 }],
    ["a count that shrank", { reported: 500, counted: -1_000 }],
    ["nothing at all", { reported: 0, counted: 0 }],
    ["no number", { reported: Number.NaN, counted: 1_000 }],
  ])("learns nothing from %s", (_, sample) => {
    const profile = learn(1.2, { times: 3 })
    expect(learnGrowth(profile, sample, 8)).toBe(profile)
  })

  it("stays between a half and three, whatever a file claims", () => {
    holds(
      fc.property(fc.double({ min: 0, noNaN: true }), fc.nat(), (reported, counted) => {
        const factor = factorOf({ reported, counted, updated: 0 }, "gpt-5")
        expect(factor >= 0.5 && factor <= 3).toBe(true)
      }),
    )
  })

  it("keeps a learned context and notes the time", () => {
    const profile = { ...EMPTY_PROFILE, context: 50_000 }
    expect(learnGrowth(profile, { reported: 110, counted: 100 }, 9)).toEqual({
      reported: 110,
      counted: 100,
      context: 50_000,
      updated: 9,
    })
  })
})
