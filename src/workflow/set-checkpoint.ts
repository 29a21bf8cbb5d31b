import { headOf } from "../session/cut-text.ts"
import { findActive } from "./find-active.ts"
import { MOST } from "./record.ts"
import type { Checkpoint, WorkflowRecord } from "./record.ts"
import { stateAlready, evidenceMissing, unknownCheckpoint } from "./texts.ts"
import { refused, withRecord } from "./transition.ts"
import type { Transition } from "./transition.ts"

export interface SetCheckpointInput {
  readonly records: readonly WorkflowRecord[]
  readonly workflow: string | undefined
  /** Number of the checkpoint, or its label. */
  readonly checkpoint: string | undefined
  readonly status: Checkpoint["status"]
  readonly evidence: string | undefined
  readonly now: number
  readonly message: string | undefined
}

/** By its number, with or without a mark, or by its words where no number is meant. */
export const findCheckpoint = (
  { checkpoints }: WorkflowRecord,
  name: string | undefined,
): Checkpoint | undefined =>
  checkpoints.find(({ id }) => id === name?.trim().replace(/^#/, "")) ??
  checkpoints.find(({ label }) => label === name)

/** Closes one checkpoint, or opens it again; without evidence, or a checkpoint to mark, nothing changes. */
export function setCheckpoint(input: SetCheckpointInput): Transition {
  const { records, status, now, message } = input
  const found = findActive(records, input.workflow)
  if (!found.ok) return found
  const { record } = found
  const evidence = input.evidence?.trim() ?? ""
  const meant = findCheckpoint(record, input.checkpoint)
  if (!meant) return refused(unknownCheckpoint({ name: input.checkpoint, record }))
  // Evidence is not written over: what does not hold any more is opened first.
  if ((meant.status === "open") === (status === "open")) return refused(stateAlready(meant))
  if (evidence === "") return refused(evidenceMissing)
  const changed: Checkpoint = {
    id: meant.id,
    label: meant.label,
    status,
    evidence: headOf(evidence, MOST.evidence),
    at: now,
    ...(message !== undefined && { message }),
  }
  return withRecord(records, {
    ...record,
    checkpoints: record.checkpoints.map((one) => (one === meant ? changed : one)),
    updated: now,
  })
}
