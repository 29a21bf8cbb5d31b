import { findActive } from "./find-active.ts"
import { MOST } from "./record.ts"
import type { Checkpoint, WorkflowRecord } from "./record.ts"
import { evidenceMissing, unknownCheckpoint } from "./texts.ts"
import { refused, withRecord } from "./transition.ts"
import type { Transition } from "./transition.ts"

export interface CloseCheckpointInput {
  readonly records: readonly WorkflowRecord[]
  readonly workflow: string | undefined
  /** Number of the checkpoint, or its label. */
  readonly checkpoint: string | undefined
  readonly status: Exclude<Checkpoint["status"], "open">
  readonly evidence: string | undefined
  readonly now: number
  readonly message: string | undefined
}

/** Marks one checkpoint as done or waived; without evidence, or a checkpoint to mark, nothing changes. */
export function closeCheckpoint(input: CloseCheckpointInput): Transition {
  const { records, status, now, message } = input
  const found = findActive(records, input.workflow)
  if (!found.ok) return found
  const { record } = found
  const evidence = input.evidence?.trim() ?? ""
  const meant = record.checkpoints.find(
    ({ id, label }) => id === input.checkpoint || label === input.checkpoint,
  )
  if (!meant) return refused(unknownCheckpoint({ name: input.checkpoint, record }))
  if (evidence === "") return refused(evidenceMissing)
  const closed: Checkpoint = {
    id: meant.id,
    label: meant.label,
    status,
    evidence: evidence.slice(0, MOST.evidence),
    at: now,
    ...(message !== undefined && { message }),
  }
  return withRecord(records, {
    ...record,
    checkpoints: record.checkpoints.map((one) => (one === meant ? closed : one)),
    updated: now,
  })
}
