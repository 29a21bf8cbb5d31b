import type { DispatchRecord } from "./dispatch-record.ts"
import { pairRecords } from "./pair-records.ts"

/**
 * The records of a session for its fork, whose messages and parts have other ids. What the fork does
 * not hold is left out, and so is what still runs: its result goes to the origin. No wave goes on in
 * a fork: of one only the tasks that it declared are kept.
 */
export function rekeyDispatches(
  records: readonly DispatchRecord[],
  ids: ReadonlyMap<string, string>,
): readonly DispatchRecord[] {
  const open = new Set(
    pairRecords(records).dispatches.flatMap(({ sent, result }) =>
      sent.code === undefined && !result ? [sent.call] : [],
    ),
  )
  const carried = records.flatMap((record): readonly DispatchRecord[] => {
    if (record.type === "wave") {
      const message = ids.get(record.message ?? "")
      return record.tasks?.length && message !== undefined ? [{ ...record, message }] : []
    }
    if (!("call" in record)) return []
    const call = ids.get(record.call)
    if (call === undefined || open.has(record.call)) return []
    if (record.type !== "dispatch" || record.message === undefined) return [{ ...record, call }]
    const message = ids.get(record.message)
    return [{ ...record, call, ...(message !== undefined && { message }) }]
  })
  const last = carried.at(-1)
  return last ? [...carried, { type: "prompt", at: last.at }] : []
}
