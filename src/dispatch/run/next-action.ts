import type { ContractKind, DispatchResult } from "./contract.ts"

/** What the orchestrator does next, decided from results alone. */
export const NEXT_ACTIONS = [
  "dispatch_implementer",
  "dispatch_reviewer",
  "retry_implementer_with_constraints",
  "retry_implementer",
  "advance_to_next_task",
  "spec_completed",
  "dispatch_implementer_fixes",
  "halt_and_escalate",
  "retry_once_schema_invalid",
  "halt_schema_invalid_terminal",
] as const
export type NextAction = (typeof NEXT_ACTIONS)[number]

/** Nothing more is dispatched for the task until the user has decided. */
export const isHalt = (action: NextAction): boolean =>
  action === "halt_and_escalate" || action === "halt_schema_invalid_terminal"

export type RunStatus = "running" | "blocked" | "failed" | "done"

export interface Outcome {
  readonly nextAction: NextAction
  readonly status: RunStatus
}

const outcome = (nextAction: NextAction, status: RunStatus): Outcome => ({ nextAction, status })

const IMPLEMENTER = {
  completed: outcome("dispatch_reviewer", "running"),
  blocked: outcome("retry_implementer_with_constraints", "blocked"),
  failed: outcome("retry_implementer", "failed"),
} as const

const REVIEWER = {
  approved: outcome("advance_to_next_task", "done"),
  needs_changes: outcome("dispatch_implementer_fixes", "blocked"),
  blocked: outcome("halt_and_escalate", "failed"),
} as const

const LOOPING = outcome("halt_and_escalate", "blocked")

/** Of a valid result; looping: the same changes were asked for too often. */
export function outcomeOf(result: DispatchResult, isLooping: boolean): Outcome {
  if (!("assessment" in result)) return IMPLEMENTER[result.status]
  return result.assessment === "needs_changes" && isLooping ? LOOPING : REVIEWER[result.assessment]
}

/** Of a task that is dispatched for the first time, until there is an answer. */
export const FIRST: Readonly<Record<ContractKind, Outcome>> = {
  implementer: outcome("dispatch_implementer", "running"),
  reviewer: outcome("dispatch_reviewer", "running"),
}

/** Of a sub-agent that died, or whose process is gone. */
export const UNFINISHED: Readonly<Record<ContractKind, Outcome>> = {
  implementer: outcome("retry_implementer", "failed"),
  reviewer: outcome("dispatch_reviewer", "running"),
}

/** Of an answer without a valid result, so many in a row of one role on one task. */
export const invalidOutcome = (inRow: number): Outcome =>
  inRow < 2
    ? outcome("retry_once_schema_invalid", "failed")
    : outcome("halt_schema_invalid_terminal", "failed")

const AWAITED: Partial<Readonly<Record<NextAction, ContractKind>>> = {
  dispatch_implementer: "implementer",
  retry_implementer: "implementer",
  retry_implementer_with_constraints: "implementer",
  dispatch_implementer_fixes: "implementer",
  dispatch_reviewer: "reviewer",
}

/** Whose work comes next; undefined where it is that of whoever answered last, or nobody's. */
export const awaited = (action: NextAction): ContractKind | undefined => AWAITED[action]
