import { judgeReports } from "./judge-reports.ts"
import type { ReportRow } from "./judge-reports.ts"
import { MAX_FACTOR } from "./model-profile.ts"
import { hasFallen, hasStayed } from "./report-growth.ts"
import { isPossible } from "./usage-report.ts"
import type { UsageReport } from "./usage-report.ts"

/** The reports that a forecast is built on, and how far they are believed. */
export interface Belief {
  readonly row: ReportRow
  readonly isProven: boolean
  /** A prompt was refused on the word of a report that nothing bears out. */
  readonly isWorthless: boolean
  /** Tokens that a report without proof may have above what the densest tokenizer makes of the count. */
  readonly hidden: number
  /** What reports said before of the system text and the tools does not hold any more. */
  readonly isRefuted: boolean
}

export interface BelieveInput {
  /** Oldest first, true or not. */
  readonly reports: readonly UsageReport[]
  /** The model's context, tokens. */
  readonly context: number
  /** Limits over which a request was refused, by the answer whose report its forecast was built on. */
  readonly refusals: ReadonlyMap<string, number>
}

/**
 * A newer report that contradicts proven ones counts as a single one does: tools may have come or
 * gone. Not where it stays while the prompt grows, as of a server that cuts; nor where a request was
 * refused on its word. Nothing is proven that a request was refused for, because a refusal brings
 * no report that could correct it; what never was proven then gives way to the count.
 */
export function believeReports({ reports, context, refusals }: BelieveInput): Belief | undefined {
  const { trusted, doubted } = judgeReports(reports.filter((one) => isPossible(one, context)))
  if (!trusted) return undefined
  if (
    trusted.isProven &&
    doubted &&
    isNews(trusted, doubted.last) &&
    !isRefused(doubted, refusals)
  ) {
    const isRefuted = hasFallen(trusted.last, doubted.last)
    const known = isRefuted || isOverruled(trusted, reports, refusals) ? 0 : above(trusted.last)
    const hidden = unseen(doubted.last) + known
    return { row: doubted, isProven: false, isWorthless: false, hidden, isRefuted }
  }
  const isRefuted = isRefused(trusted, refusals) || isOverruled(trusted, reports, refusals)
  return {
    row: trusted,
    isProven: trusted.isProven && !isRefuted,
    isWorthless: !trusted.isProven && isRefused(trusted, refusals),
    hidden: unseen(trusted.last),
    isRefuted,
  }
}

const isNews = ({ base, last }: ReportRow, newest: UsageReport): boolean =>
  hasFallen(last, newest) || !(hasStayed(base, newest) || hasStayed(last, newest))

const unseen = ({ hidden, unshown }: UsageReport): number => hidden + unshown

const above = ({ reported, counted }: UsageReport): number =>
  Math.max(0, reported - MAX_FACTOR * counted)

const isRefused = ({ last }: ReportRow, refusals: BelieveInput["refusals"]): boolean =>
  refusals.has(last.message.id)

/** A prompt was answered that would have been refused for its size, as the row says. */
const isOverruled = (
  { first }: ReportRow,
  reports: readonly UsageReport[],
  refusals: BelieveInput["refusals"],
): boolean =>
  reports.some(({ index, message }) => {
    const limit = refusals.get(message.id)
    if (limit === undefined || index < first.index) return false
    return reports.some((later) => later.index > index && later.reported > limit)
  })
