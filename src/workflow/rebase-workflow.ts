import { findActive } from "./find-active.ts"
import type { WorkflowRecord } from "./record.ts"
import { guidanceOf, snapshotOf } from "./start-workflow.ts"
import { withRecord } from "./transition.ts"
import type { Transition } from "./transition.ts"

export interface RebaseInput {
  readonly records: readonly WorkflowRecord[]
  readonly workflow: string | undefined
  /** The text of the command or skill as it stands now. */
  readonly text: string
  readonly words: readonly string[]
  readonly now: number
  readonly digest: (text: string) => string
  readonly message: string | undefined
}

/** Takes over the workflow's text as it stands now. What was closed under the same words stays closed. */
export function rebaseWorkflow(input: RebaseInput): Transition {
  const { records, text, words, now, message } = input
  const found = findActive(records, input.workflow)
  if (!found.ok) return found
  const { record } = found
  const read = guidanceOf({ text, words, task: record.task })
  const { snapshot, obligations, omitted, checkpoints } = record
  const closed = new Map(checkpoints.map((checkpoint) => [checkpoint.label, checkpoint]))
  return withRecord(records, {
    ...record,
    snapshot: snapshotOf(input),
    obligations: read.obligations,
    omitted: read.omitted,
    checkpoints: read.checkpoints.map((label, index) => ({
      status: "open" as const,
      label,
      ...closed.get(label),
      id: String(index + 1),
    })),
    updated: now,
    rebased: {
      before: { snapshot, obligations, omitted, checkpoints },
      ...(message !== undefined && { message }),
    },
  })
}
