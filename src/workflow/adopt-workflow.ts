import { isActive } from "./record.ts"
import type { WorkflowRecord } from "./record.ts"
import { activeAlready } from "./texts.ts"
import { refused, withRecord } from "./transition.ts"
import type { Transition } from "./transition.ts"

export interface AdoptInput {
  readonly records: readonly WorkflowRecord[]
  /** The workflow of the session that dispatches. */
  readonly record: WorkflowRecord
  readonly now: number
  /** The prompt that dispatches it. */
  readonly message: string
}

/** A sub-agent's own copy of a workflow, as far as it has come; a task that is resumed has it already. */
export function adoptWorkflow({ records, record, now, message }: AdoptInput): Transition {
  if (records.some((one) => isActive(one) && one.id === record.id))
    return refused(activeAlready(record.id))
  // What was before a rebase is the other session's as well.
  const { rebased: _theirs, ...current } = record
  return withRecord(records, {
    ...current,
    invocation: { source: "dispatch", at: now, message },
    // What happened in messages of the other session cannot be undone in this one.
    checkpoints: record.checkpoints.map(({ message: _message, ...checkpoint }) => checkpoint),
    updated: now,
  })
}
