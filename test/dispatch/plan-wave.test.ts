import { describe, expect, it } from "vitest"
import { planWave } from "../../src/dispatch/wave/plan-wave.ts"
import type { PlanWaveInput, WavePlan } from "../../src/dispatch/wave/plan-wave.ts"
import { planText } from "../../src/dispatch/wave/wave-texts.ts"

const DIRECT = { tokens: 8_000 }
const SUMMARY = { lines: 30, tokens: 500 }
const FILE = { lines: 3, tokens: 50 }

describe("a plan", () => {
  it.each<[string, PlanWaveInput, WavePlan]>([
    [
      "takes a window of 200K to have 150K left where no use was measured",
      { count: 4, window: 200_000 },
      {
        count: 4,
        pattern: "direct",
        cap: DIRECT,
        waves: [4],
        expected: 32_000,
        available: 150_000,
        measured: false,
        verdict: "fits",
      },
    ],
    [
      "takes what is left from measured use",
      { count: 20, window: 200_000, used: 120_000 },
      {
        count: 20,
        pattern: "file",
        cap: FILE,
        waves: [5, 5, 5, 5],
        expected: 3_000,
        available: 80_000,
        measured: true,
        verdict: "fits",
      },
    ],
    [
      "fits to the last token",
      { count: 2, window: 20_000, used: 4_000 },
      {
        count: 2,
        pattern: "direct",
        cap: DIRECT,
        waves: [2],
        expected: 16_000,
        available: 16_000,
        measured: true,
        verdict: "fits",
      },
    ],
    [
      "takes the next stricter pattern where one token is missing",
      { count: 2, window: 20_000, used: 4_001 },
      {
        count: 2,
        pattern: "summary",
        cap: SUMMARY,
        waves: [2],
        expected: 1_000,
        available: 15_999,
        measured: true,
        verdict: "stricter",
      },
    ],
    [
      "takes the strictest pattern, in waves, where a summary does not fit either",
      { count: 7, window: 60_000, used: 58_000 },
      {
        count: 7,
        pattern: "file",
        cap: FILE,
        waves: [5, 2],
        expected: 1_350,
        available: 2_000,
        measured: true,
        verdict: "stricter",
      },
    ],
    [
      "says where not even the strictest pattern fits, with nothing left below nothing",
      { count: 7, window: 32_000 },
      {
        count: 7,
        pattern: "file",
        cap: FILE,
        waves: [5, 2],
        expected: 1_350,
        available: 0,
        measured: false,
        verdict: "too-large",
      },
    ],
    [
      "is refused for more than twenty",
      { count: 21, window: 1_000_000 },
      {
        count: 21,
        pattern: "refused",
        cap: undefined,
        waves: [],
        expected: 0,
        available: 950_000,
        measured: false,
        verdict: "too-many",
      },
    ],
  ])("%s", (_, input, expected) => {
    expect(planWave(input)).toStrictEqual(expected)
  })
})

const textOf = (input: PlanWaveInput): readonly string[] => planText(planWave(input)).split("\n")

describe("the text of a plan", () => {
  it("asks for whole results of few", () => {
    expect(textOf({ count: 1, window: 200_000 })).toStrictEqual([
      "1 sub-agent, pattern direct: at most 8000 tokens for all results, 150000 are available (estimated, as no use was measured yet).",
      "Ask each for its whole result, at most 8000 tokens.",
      "Dispatch all of them at once.",
    ])
  })

  it("asks for waves of five and a synthesis after each", () => {
    expect(textOf({ count: 12, window: 200_000, used: 50_000 })).toStrictEqual([
      "12 sub-agents, pattern file: at most 2100 tokens for all results, 150000 are available (measured).",
      expect.stringContaining("three lines"),
      expect.stringMatching(/at most 5 at once, in waves of 5, 5, 2\..*action `synthesis`/),
    ])
  })

  it("says that it is stricter than is usual, and what a summary may have", () => {
    expect(textOf({ count: 4, window: 60_000, used: 57_000 })).toStrictEqual([
      "4 sub-agents, pattern summary: at most 2000 tokens for all results, 3000 are available (measured).",
      "Longer results would not fit, so this is stricter than is usual for this number.",
      expect.stringContaining("at most 30 lines and 500 tokens"),
      "Dispatch all of them at once.",
    ])
  })

  it("says what to do where nothing fits", () => {
    expect(textOf({ count: 3, window: 50_000 })[1]).toBe(
      "Not even these fit. First write down what was collected (record it with the tool `dispatch`, action `synthesis`), or plan fewer sub-agents.",
    )
  })

  it("says to split the work of too many", () => {
    expect(textOf({ count: 30, window: 200_000 })).toStrictEqual([
      "Nothing was planned: 30 sub-agents are more than the 20 that one task may have. Next: split the work into fewer, larger tasks, or into parts of at most 20 that come one after the other.",
    ])
  })
})
