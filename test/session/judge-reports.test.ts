import { describe, expect, it } from "vitest"
import { judgeReports } from "../../src/session/judge-reports.ts"
import { usageReport } from "../builders/usage-report.ts"

/** Reports of one request after the other; each prompt is counted 2,000 tokens larger. */
const judge = (reported: readonly number[], step = 2_000) => {
  const { trusted: row } = judgeReports(
    reported.map((tokens, index) =>
      usageReport({ index, reported: tokens, counted: 10_000 + step * index }),
    ),
  )
  return row && { anchor: row.last.index, isProven: row.isProven, settled: row.settled?.to.index }
}
const steps = (count: number, of: (step: number) => number): number[] =>
  Array.from({ length: count }, (_, step) => Math.round(of(step)))
/** What an honest provider reports in such a session. */
const honest = (step: number): number => 12_500 + 2_500 * step
const spiked = (times: number, at: number, count: number): number[] =>
  steps(count, (step) => (step === at ? times : 1) * honest(step))
const none = undefined

describe("the report that a forecast is built on", () => {
  it.each<[string, readonly number[], ReturnType<typeof judge>]>([
    ["is none before the first", [], none],
    ["is a single one, unproven", [12_500], { anchor: 0, isProven: false, settled: none }],
    [
      "is the second as soon as it followed the prompt",
      steps(2, honest),
      { anchor: 1, isProven: true, settled: none },
    ],
    [
      "is the newest, which bears out the one before",
      steps(5, honest),
      { anchor: 4, isProven: true, settled: 3 },
    ],
    [
      "is the newest of a wide tokenizer",
      steps(5, (step) => 0.7 * honest(step)),
      { anchor: 4, isProven: true, settled: 3 },
    ],
    [
      "is the newest of a dense tokenizer",
      steps(5, (step) => 1.35 * honest(step)),
      { anchor: 4, isProven: true, settled: 3 },
    ],
    [
      "is the newest where 30,000 tokens of tools are hidden",
      steps(5, (step) => honest(step) + 30_000),
      { anchor: 4, isProven: true, settled: 3 },
    ],
    [
      "is the one before a report a hundred times too large",
      spiked(100, 3, 4),
      { anchor: 2, isProven: true, settled: 1 },
    ],
    [
      "is the newest again behind such a report",
      spiked(100, 3, 5),
      { anchor: 4, isProven: true, settled: 2 },
    ],
    ["is none where the second contradicts the first", spiked(8, 0, 2), none],
    [
      "is the newest as soon as others bear one another out against the first",
      spiked(8, 0, 3),
      { anchor: 2, isProven: true, settled: none },
    ],
    [
      "is none where every report is eight times too large",
      steps(6, (step) => 8 * honest(step)),
      none,
    ],
    ["is none where every report is the same", steps(6, () => 8_192), none],
    [
      "is the last that followed the prompt where a server cuts from then on",
      steps(8, (step) => Math.min(20_000, honest(step))),
      { anchor: 3, isProven: true, settled: 2 },
    ],
    [
      "follows a jump, as of tools that come later, when another report bears it out",
      steps(5, (step) => honest(step) + (step > 2 ? 20_000 : 0)),
      { anchor: 4, isProven: true, settled: none },
    ],
    [
      "is not the one between that two others contradict, though it was in keeping",
      [12_500, 15_000, 21_000, 20_000 - 2_000],
      { anchor: 3, isProven: true, settled: none },
    ],
  ])("%s", (_, reported, expected) => {
    expect(judge(reported)).toEqual(expected)
  })

  it("is none where reports stay while the prompt grows a little each time", () => {
    expect(
      judge(
        steps(20, () => 8_192),
        300,
      ),
    ).toBeUndefined()
  })

  it("stays behind by little where a server begins to cut a prompt that grows a little", () => {
    const cut = steps(40, (step) => Math.min(20_000, 12_500 + 375 * step))
    const row = judge(cut, 300)
    expect(row?.isProven).toBe(true)
    expect((row?.anchor ?? 0) - 20).toBeLessThanOrEqual(4)
  })
})
