import type { DispatchRecord } from "./dispatch-record.ts"
import { oncePerLength } from "./once-per-length.ts"

/** The records less the dispatches of messages that the user took back: they decide nothing any more. */
export const withoutUndone = oncePerLength(
  (records: readonly DispatchRecord[]): readonly DispatchRecord[] => {
    const undone = new Set(
      records.flatMap((record) => (record.type === "dispatch-undone" ? [record.message] : [])),
    )
    if (undone.size === 0) return records
    return records.filter(
      (record) => record.type !== "dispatch" || !undone.has(record.message ?? ""),
    )
  },
)
