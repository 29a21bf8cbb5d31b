import type { GrowthSample } from "./model-profile.ts"
import { changeBetween } from "./report-growth.ts"
import type { UsageReport } from "./usage-report.ts"

/**
 * How the reported prompt grew between two requests, beside what was counted; undefined where
 * something was taken out in between.
 */
export function growthSample({
  from,
  to,
}: {
  readonly from: UsageReport
  readonly to: UsageReport
}): GrowthSample | undefined {
  const { added, removed } = changeBetween(from, to)
  return removed > 0 ? undefined : { reported: to.reported - from.reported, counted: added }
}
