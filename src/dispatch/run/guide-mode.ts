import type { DispatchRecord } from "./dispatch-record.ts"
import { pairRecords } from "./pair-records.ts"

/** A role's guide goes out in full until a sub-agent that got it has started; a refused prompt counts for nothing. */
export const guideMode = (records: readonly DispatchRecord[], role: string): "full" | "compact" =>
  pairRecords(records).dispatches.some(
    ({ sent, isStarted }) => isStarted && sent.role === role && sent.guide === "full",
  )
    ? "compact"
    : "full"
