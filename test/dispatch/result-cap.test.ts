import { describe, expect, it } from "vitest"
import { resultCap } from "../../src/dispatch/wave/result-cap.ts"
import type { ResultCap, ResultCapInput } from "../../src/dispatch/wave/result-cap.ts"

const input = {
  n: 1,
  isDeclared: false,
  isMapped: true,
  available: 150_000,
} satisfies ResultCapInput

const offload = { chars: 20_000, previewChars: 1_200, previewLines: 10 }
const FILE: ResultCap = { form: "file", lines: 3, tokens: 50 }

describe("a result of a role, or of a declared wave", () => {
  it.each<[string, Partial<ResultCapInput>, ResultCap]>([
    ["is direct", {}, { form: "direct", tokens: 8_000 }],
    ["is direct, as one of four", { n: 4 }, { form: "direct", tokens: 8_000 }],
    ["is a summary, as one of five", { n: 5 }, { form: "summary", lines: 30, tokens: 500 }],
    ["is a summary, as one of nine", { n: 9 }, { form: "summary", lines: 30, tokens: 500 }],
    ["is by file, as one of ten", { n: 10 }, FILE],
    ["is by file, as one of too many", { n: 25 }, FILE],
    [
      "takes no more than its share of the window",
      { n: 3, available: 9_001 },
      { form: "direct", tokens: 3_000 },
    ],
    [
      "as a summary takes no more than its share of the window",
      { n: 8, available: 2_400 },
      { form: "summary", lines: 30, tokens: 300 },
    ],
    ["is by file where its share is too small", { n: 8, available: 400 }, FILE],
    ["has three lines in a full window", { available: -5_000 }, FILE],
    [
      "is capped without a role, where its wave was declared",
      { n: 6, isMapped: false, isDeclared: true },
      { form: "summary", lines: 30, tokens: 500 },
    ],
    ["is as it was planned, where that is stricter", { n: 6, planned: "file" }, FILE],
    ["is a preview where the user asks for that", { n: 12, offload }, { ...FILE, offload }],
  ])("%s", (_, changed, expected) => {
    expect(resultCap({ ...input, ...changed })).toStrictEqual(expected)
  })
})

describe("a result of an agent without a role, undeclared", () => {
  it.each<[string, Partial<ResultCapInput>, ResultCap]>([
    [
      "is whole in a window that is not known",
      { available: Infinity },
      { form: "direct", tokens: Infinity },
    ],
    ["may fill the window", {}, { form: "direct", tokens: 150_000 }],
    ["may fill its share of it", { n: 4 }, { form: "direct", tokens: 37_500 }],
    ["has its share as one of many too", { n: 40 }, { form: "direct", tokens: 3_750 }],
    ["has three lines where its share is next to nothing", { n: 6, available: 300 }, FILE],
    ["has three lines in a full window", { available: 0 }, FILE],
    [
      "is a preview where the user asks for that",
      { offload },
      { form: "direct", tokens: 150_000, offload },
    ],
  ])("%s", (_, changed, expected) => {
    expect(resultCap({ ...input, isMapped: false, ...changed })).toStrictEqual(expected)
  })
})
