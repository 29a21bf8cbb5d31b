import { MIN_CONTEXT } from "./read-overflow.ts"
import { hasStayed } from "./report-growth.ts"
import { isPossible } from "./usage-report.ts"
import type { UsageReport } from "./usage-report.ts"

/** Reports of prompts that a server has cut to one size differ by less than this share. */
const MAX_SPREAD = 1 / 32

/** What is nearly the same as another number of tokens. */
export const isAlike = (one: number, other: number): boolean =>
  Math.abs(one - other) <= MAX_SPREAD * other

/**
 * Tokens at which a server seems to cut prompts without saying so: its newest reports stay while the
 * prompt grows, and grows again, and is larger than they say. The first of them told the prompt about
 * as large as it was, or more than a true one before: a report without what was cached never does.
 */
export function findCut(
  reports: readonly UsageReport[],
  { factor, context }: { readonly factor: number; readonly context: number },
): number | undefined {
  const newest = reports.at(-1)
  if (!newest) return undefined
  const start = reports.findLastIndex(({ reported }) => !isAlike(reported, newest.reported)) + 1
  const row = reports.slice(start)
  const isReached = reports
    .slice(Math.max(0, start - 1), start + 1)
    .some(
      (report) =>
        report.reported <= newest.reported * (1 + MAX_SPREAD) && isPossible(report, context),
    )
  const middle = row.findLast((report) => hasStayed(report, newest))
  if (!isReached || !middle) return undefined
  if (!row.some((first) => first.index < middle.index && hasStayed(first, middle))) return undefined
  const cut = Math.max(...row.map(({ reported }) => reported))
  return cut >= MIN_CONTEXT && factor * newest.counted > cut ? cut : undefined
}
