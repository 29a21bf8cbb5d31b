import type { DispatchResult } from "./contract.ts"
import {
  COMPLETED_TITLE,
  RUN_TITLE,
  doneCount,
  doneTaskLine,
  filesLine,
  flagsText,
  interruptedLine,
  moreTasks,
  nextActionLine,
  openTaskLine,
  waitingFor,
} from "./contract-texts.ts"
import type { Run } from "./fold-run.ts"
import type { NextAction } from "./next-action.ts"
import type { TaskLedger } from "./task-ledger.ts"

/** So many open tasks and changed files are told one by one. */
const SHOWN_TASKS = 12
const SHOWN_FILES = 40

/** The run as its orchestrator is told it; empty where no mapped role was dispatched. */
export function renderRun(run: Run): string {
  const tasks = [...run.tasks.values()]
  if (tasks.length === 0) return ""
  if (run.nextAction === "spec_completed") return renderCompleted(tasks)
  const open = tasks.filter(({ status }) => status !== "done").toReversed()
  const done = tasks.length - open.length
  const interrupted = run.pending.filter(({ like, interrupted: gone }) => like && gone)
  return [
    RUN_TITLE,
    ...open.slice(0, SHOWN_TASKS).map((task) => renderOpen(task, run)),
    ...(open.length > SHOWN_TASKS ? [moreTasks(open.length - SHOWN_TASKS)] : []),
    ...(done > 0 ? [doneCount(done)] : []),
    ...(open.length === 0 && run.nextAction ? [nextActionLine(run.nextAction)] : []),
    ...interrupted.map(interruptedLine),
  ].join("\n")
}

function renderOpen(
  { id, status, nextAction, summary, stalled, reviewLoop }: TaskLedger,
  run: Run,
): string {
  const waits = run.pending.filter(({ task, interrupted }) => task === id && !interrupted)
  const flags = flagsText({
    stalled: stalled.flagged ? stalled.count : 0,
    looping: reviewLoop.flagged ? reviewLoop.count : 0,
  })
  const todo =
    waits.length > 0
      ? waitingFor(waits.map(({ role }) => role).join(", "))
      : nextActionLine(nextAction)
  return openTaskLine({ id, status, todo: flags === "" ? todo : `${todo}, ${flags}`, summary })
}

/** Evidence for the user that everything asked for was done. */
function renderCompleted(tasks: readonly TaskLedger[]): string {
  const files = [...new Set(tasks.flatMap(({ filesChanged }) => filesChanged))]
  return [
    COMPLETED_TITLE,
    ...tasks.map(({ id, summary, planVersion }) =>
      doneTaskLine({ id, summary, results: planVersion - 1 }),
    ),
    ...(files.length > 0 ? [filesLine(files, SHOWN_FILES)] : []),
    nextActionLine("spec_completed"),
  ].join("\n")
}

/** What the orchestrator gets for a valid answer: the result alone, and what follows from it. */
export const renderResult = ({
  result,
  nextAction,
  taskID,
}: {
  readonly result: DispatchResult
  readonly nextAction: NextAction
  readonly taskID: string
}): string => `${JSON.stringify({ ...result, task_id: taskID })}\n${nextActionLine(nextAction)}`
