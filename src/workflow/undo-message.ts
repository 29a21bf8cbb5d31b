import type { Checkpoint, WorkflowRecord } from "./record.ts"

/**
 * The records without what happened in a message that the user has undone: what it invoked was never
 * invoked, what it closed is open again. The same records where nothing did.
 */
export function undoMessage(
  records: readonly WorkflowRecord[],
  message: string,
): readonly WorkflowRecord[] {
  const touches = ({ invocation, checkpoints, closing, rebased }: WorkflowRecord): boolean =>
    [invocation, closing, rebased, ...checkpoints, ...(rebased?.before.checkpoints ?? [])].some(
      (event) => event?.message === message,
    )
  if (!records.some(touches)) return records
  return records.flatMap((record) => {
    if (record.invocation.message === message) return []
    const { closing, ...open } = record
    const reopenedRecord: WorkflowRecord =
      closing?.message === message ? { ...open, status: "active" } : record
    const { rebased, ...current } = reopenedRecord
    const kept: WorkflowRecord =
      rebased?.message === message ? { ...current, ...rebased.before } : reopenedRecord
    return [reopenedIn(kept, message)]
  })
}

function reopenedIn(record: WorkflowRecord, message: string): WorkflowRecord {
  const withOpen = <T extends Pick<WorkflowRecord, "checkpoints">>(guidance: T): T => ({
    ...guidance,
    checkpoints: guidance.checkpoints.map((one) => reopened(one, message)),
  })
  const { rebased } = record
  return {
    ...withOpen(record),
    ...(rebased && { rebased: { ...rebased, before: withOpen(rebased.before) } }),
  }
}

const reopened = (checkpoint: Checkpoint, message: string): Checkpoint =>
  checkpoint.message === message
    ? { id: checkpoint.id, label: checkpoint.label, status: "open" }
    : checkpoint
