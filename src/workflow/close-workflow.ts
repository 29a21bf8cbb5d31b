import { headOf } from "../session/cut-text.ts"
import { findActive } from "./find-active.ts"
import { MOST, openCheckpoints } from "./record.ts"
import type { WorkflowRecord } from "./record.ts"
import { reasonMissing, stillOpen } from "./texts.ts"
import { refused, withRecord } from "./transition.ts"
import type { Transition } from "./transition.ts"

export interface CloseWorkflowInput {
  readonly records: readonly WorkflowRecord[]
  readonly workflow: string | undefined
  readonly as: "completed" | "cancelled"
  readonly reason: string | undefined
  /** Complete it although checkpoints are open. */
  readonly force: boolean
  readonly now: number
  readonly message: string | undefined
}

/** Ends a workflow. Open checkpoints are in the way of its completion, unless forced with a reason. */
export function closeWorkflow(input: CloseWorkflowInput): Transition {
  const { records, as, force, now, message } = input
  const found = findActive(records, input.workflow)
  if (!found.ok) return found
  const { record } = found
  const reason = headOf(input.reason?.trim() ?? "", MOST.evidence)
  const open = openCheckpoints(record)
  const isEarly = as === "completed" && open.length > 0
  if (isEarly && !force) return refused(stillOpen(record))
  if ((isEarly || as === "cancelled") && reason === "") return refused(reasonMissing(as))
  return withRecord(records, {
    ...record,
    status: as,
    updated: now,
    closing: {
      at: now,
      reason,
      forced: isEarly,
      ...(message !== undefined && { message }),
    },
  })
}
