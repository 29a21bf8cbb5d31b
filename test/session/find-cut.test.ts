import { expect, it } from "vitest"
import { findCut } from "../../src/session/find-cut.ts"
import { usageReport } from "../builders/usage-report.ts"

/** Each prompt is counted so much larger than the one before. */
const cutOf = (
  reported: readonly number[],
  step: number,
  { freed = [], context = 200_000 }: { freed?: readonly number[]; context?: number } = {},
) =>
  findCut(
    reported.map((tokens, index) =>
      usageReport({
        index,
        reported: tokens,
        counted: 9_000 + step * index,
        freed: freed[index] ?? 0,
      }),
    ),
    { factor: 1.25, context },
  )
const times = (count: number, tokens: number): number[] =>
  Array.from({ length: count }, () => tokens)

it.each<[string, number | undefined, number | undefined]>([
  ["where three reports stay while the prompt grows", cutOf(times(3, 8_192), 2_000), 8_192],
  [
    "at the largest of reports that are nearly the same",
    cutOf([8_100, 8_192, 8_000], 2_000),
    8_192,
  ],
  ["behind reports that grew", cutOf([5_000, 8_192, 8_192, 8_192], 2_000), 8_192],
  ["where the prompt grows a little each time", cutOf(times(12, 8_192), 300), 8_192],
  ["not with two reports", cutOf(times(2, 8_192), 2_000), undefined],
  ["not where the prompt hardly grows", cutOf(times(6, 8_192), 300), undefined],
  ["not where reports grow", cutOf([8_192, 9_500, 11_000], 2_000), undefined],
  ["not where the prompt is smaller than they say", cutOf(times(3, 150_000), 2_000), undefined],
  [
    "not where prompts were pruned",
    cutOf(times(3, 8_192), 2_000, { freed: [0, 500, 900] }),
    undefined,
  ],
  [
    "of which the first that it cuts is many times larger",
    cutOf([6_400, 8_192, 8_192, 8_192], 10_000),
    8_192,
  ],
  [
    "not where reports leave out what was cached",
    cutOf([9_000, 1_200, 1_200, 1_200], 2_000),
    undefined,
  ],
  ["not where they always do", cutOf(times(4, 1_200), 2_000), undefined],
  ["not where each report is the same few tokens", cutOf(times(4, 4), 0), undefined],
  [
    "not where they are more than the model takes",
    cutOf(times(3, 8_192), 2_000, { context: 8_000 }),
    undefined,
  ],
  ["not without reports", cutOf([], 0), undefined],
])("a server seems to cut prompts %s", (_, found, expected) => {
  expect(found).toBe(expected)
})
