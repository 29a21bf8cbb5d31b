import { hasStayed } from "./report-growth.ts"
import type { UsageReport } from "./usage-report.ts"

/** Reports of prompts that a server has cut to one size differ by less than this share. */
const MAX_SPREAD = 1 / 32

/**
 * Tokens at which a server seems to cut prompts without saying so: its newest reports stay while the
 * prompt grows, and grows again, and is larger than they say.
 */
export function findCut(reports: readonly UsageReport[], factor: number): number | undefined {
  const newest = reports.at(-1)
  if (!newest) return undefined
  const isAlike = ({ reported }: UsageReport) =>
    Math.abs(reported - newest.reported) <= MAX_SPREAD * newest.reported
  const row = reports.slice(reports.findLastIndex((report) => !isAlike(report)) + 1)
  const middle = row.findLast((report) => hasStayed(report, newest))
  if (!middle || !row.some((first) => first.index < middle.index && hasStayed(first, middle)))
    return undefined
  const cut = Math.max(...row.map(({ reported }) => reported))
  return factor * newest.counted > cut ? cut : undefined
}
