import type { Checkpoint, WorkflowRecord } from "./record.ts"

/**
 * The records without what happened in a message that the user has undone: what it invoked was never
 * invoked, what it closed is open again. The same records where nothing did.
 */
export function undoMessage(
  records: readonly WorkflowRecord[],
  message: string,
): readonly WorkflowRecord[] {
  const touches = ({ invocation, checkpoints, closing }: WorkflowRecord): boolean =>
    [invocation, closing, ...checkpoints].some((event) => event?.message === message)
  if (!records.some(touches)) return records
  return records.flatMap((record) => {
    if (record.invocation.message === message) return []
    const { closing, ...open } = record
    const kept: WorkflowRecord =
      closing?.message === message ? { ...open, status: "active" } : record
    return [{ ...kept, checkpoints: kept.checkpoints.map((one) => reopened(one, message)) }]
  })
}

const reopened = (checkpoint: Checkpoint, message: string): Checkpoint =>
  checkpoint.message === message
    ? { id: checkpoint.id, label: checkpoint.label, status: "open" }
    : checkpoint
