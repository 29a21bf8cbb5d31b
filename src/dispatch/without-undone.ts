import type { DispatchRecord } from "./dispatch-record.ts"

/** The records less the dispatches of messages that the user took back: they decide nothing any more. */
export function withoutUndone(records: readonly DispatchRecord[]): readonly DispatchRecord[] {
  const undone = new Set(
    records.flatMap((record) => (record.type === "dispatch-undone" ? [record.message] : [])),
  )
  return records.filter((record) => record.type !== "dispatch" || !undone.has(record.message ?? ""))
}
