import { changeBetween, hasFallen, isInKeeping, isProof } from "./report-growth.ts"
import type { UsageReport } from "./usage-report.ts"

/** Reports that are in keeping with one another. */
export interface ReportRow {
  readonly first: UsageReport
  readonly last: UsageReport
  /** The one before, for which `last` speaks. */
  readonly before: UsageReport | undefined
  /** The growth up to `before`, which both its neighbours bear out. */
  readonly settled: { readonly from: UsageReport; readonly to: UsageReport } | undefined
  /** What growth is looked for from: a report that stays a little behind each time shows as well. */
  readonly base: UsageReport
  /** The reports followed a prompt that grew; a single one says nothing of itself. */
  readonly isProven: boolean
}

/** The row that a forecast may be built on, and a newer one that contradicts it. */
export interface JudgedReports {
  readonly trusted: ReportRow | undefined
  readonly doubted: ReportRow | undefined
}

const rowOf = (report: UsageReport): ReportRow => ({
  first: report,
  last: report,
  before: undefined,
  settled: undefined,
  base: report,
  isProven: false,
})

/**
 * The first report begins a row. What contradicts it begins another, which takes its place as soon
 * as it is proven; a row without proof ends with the first contradiction, because nobody can tell
 * which of the two is wrong.
 */
export function judgeReports(reports: readonly UsageReport[]): JudgedReports {
  let trusted: ReportRow | undefined
  let doubted: ReportRow | undefined
  for (const report of reports) {
    const kept = trusted ? goOn(trusted, report) : doubted ? undefined : rowOf(report)
    if (kept) {
      trusted = kept
      doubted = undefined
      continue
    }
    doubted = (doubted && goOn(doubted, report)) ?? rowOf(report)
    if (doubted.isProven) {
      trusted = doubted
      doubted = undefined
    } else if (!trusted?.isProven) trusted = undefined
  }
  return { trusted, doubted }
}

function goOn(row: ReportRow, next: UsageReport): ReportRow | undefined {
  const { base, before, last } = row
  if (isInKeeping(base, next) && isInKeeping(last, next)) {
    const isShown = isProof(base, next)
    return {
      first: row.first,
      last: next,
      before: last,
      settled: before && { from: before, to: last },
      base: isShown || changeBetween(base, next).removed > 0 ? next : base,
      isProven: row.isProven || isShown || isProof(last, next),
    }
  }
  // It was too high for one request: both its neighbours say so.
  return before && hasFallen(last, next) && isInKeeping(before, next)
    ? { ...row, last: next, settled: undefined, base: before }
    : undefined
}
