import { describe, expect, it } from "vitest"
import { isInKeeping, isProof } from "../../src/session/report-growth.ts"
import type { UsageReport } from "../../src/session/usage-report.ts"
import { usageReport } from "../builders/usage-report.ts"

const from = usageReport({ reported: 50_000, counted: 40_000, freed: 1_000, turn: 1 })

/** What a later report says of the one above: how far its growth may go, to the token. */
const edgesOf = (growth: Partial<UsageReport>, before: UsageReport = from) => {
  const inKeeping = (grown: number): boolean =>
    isInKeeping(before, { ...before, ...growth, reported: before.reported + grown })
  return (edges: readonly [number, number]) => ({
    below: inKeeping(edges[0] - 1),
    least: inKeeping(edges[0]),
    most: inKeeping(edges[1]),
    above: inKeeping(edges[1] + 1),
  })
}
const closed = { below: false, least: true, most: true, above: false }

describe("a report is in keeping with an earlier one", () => {
  it.each<[string, Partial<UsageReport>, readonly [number, number]]>([
    ["from seven tenths to three times what came in between", { counted: 50_000 }, [6_500, 30_500]],
    ["with some framing where nothing came", {}, [-500, 500]],
    [
      "with less by three times what was taken out",
      { counted: 48_000, freed: 3_000 },
      [500, 30_500],
    ],
    ["with less by three times what the host took out", { counted: 39_000 }, [-3_500, 500]],
    [
      "without the reasoning in between, which a provider may leave out",
      { counted: 50_000, thought: 8_000 },
      [900, 30_500],
    ],
    [
      "with reasoning that was reported and never shown",
      { counted: 50_000, hidden: 8_000 },
      [6_500, 38_500],
    ],
  ])("%s", (_, growth, edges) => {
    expect(edgesOf(growth)(edges)).toEqual(closed)
  })

  it("whatever images in between cost", () => {
    expect(edgesOf({ counted: 50_000, media: 9_000 })([200, 150_000])).toEqual({
      ...closed,
      above: true,
    })
  })

  it("without the reasoning of a tool loop that the user has ended", () => {
    const loop = { ...from, loopThought: 6_000 }
    expect(edgesOf({ counted: 50_000, turn: 2 }, loop)([500, 30_500])).toEqual(closed)
    expect(edgesOf({ counted: 50_000 }, loop)([6_500, 30_500])).toEqual(closed)
  })
})

describe("growth proves reports", () => {
  it.each<[string, Partial<UsageReport>, number, boolean]>([
    ["where it would show that they stay", { counted: 40_715 }, 900, true],
    ["not where they might as well have stayed", { counted: 40_714 }, 900, false],
    ["not where they did not follow it", { counted: 44_000 }, 1_499, false],
    [
      "not where only hidden reasoning explains it",
      { counted: 42_000, hidden: 9_000 },
      7_000,
      false,
    ],
    ["not where pruning may hide it", { counted: 44_000, freed: 2_000 }, 4_000, false],
    ["not by images alone", { counted: 44_000, media: 4_000 }, 4_000, false],
  ])("%s", (_, growth, grown, expected) => {
    expect(isProof(from, { ...from, ...growth, reported: from.reported + grown })).toBe(expected)
  })
})
