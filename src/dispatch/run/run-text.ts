import type { DispatchResult } from "./contract.ts"
import { quote } from "../../session/quote.ts"
import {
  COMPLETED_TITLE,
  FILES_TITLE,
  RUN_TITLE,
  doneCount,
  doneTaskLine,
  fileName,
  flagsText,
  interruptedLine,
  moreFiles,
  moreInterrupted,
  moreTasks,
  nextActionLine,
  openTaskLine,
  waitingFor,
} from "./contract-texts.ts"
import { firstInRoom } from "./first-in-room.ts"
import type { Run } from "./fold-run.ts"
import type { NextAction } from "./next-action.ts"
import type { TaskLedger } from "./task-ledger.ts"

/** So many are told one by one, in so many characters of English: some 600 tokens in all. */
const SHOWN_TASKS = { most: 12, room: 1_000 }
const SHOWN_INTERRUPTED = { most: 4, room: 400 }
const SHOWN_FILES = { most: 40, room: 500 }

/** The run as its orchestrator is told it; empty where no mapped role was dispatched. */
export function renderRun(run: Run): string {
  const tasks = [...run.tasks.values()]
  if (tasks.length === 0) return ""
  if (run.nextAction === "spec_completed") return renderCompleted(tasks)
  const open = tasks.filter(({ status }) => status !== "done").toReversed()
  const done = tasks.length - open.length
  const interrupted = run.pending.filter(({ like, interrupted: gone }) => like && gone).toReversed()
  return [
    RUN_TITLE,
    ...shown(open, (task) => renderOpen(task, run), { ...SHOWN_TASKS, more: moreTasks }),
    ...(done > 0 ? [doneCount(done)] : []),
    ...(open.length === 0 && run.nextAction ? [nextActionLine(run.nextAction)] : []),
    ...shown(interrupted, interruptedLine, { ...SHOWN_INTERRUPTED, more: moreInterrupted }),
  ].join("\n")
}

interface ShownOptions {
  readonly most: number
  readonly room: number
  /** Stands for what is not shown. */
  readonly more: (count: number) => string
}

function shown<T>(
  all: readonly T[],
  render: (one: T) => string,
  { more, ...room }: ShownOptions,
): readonly string[] {
  const lines = firstInRoom(all.slice(0, room.most).map(render), room)
  return all.length > lines.length ? [...lines, more(all.length - lines.length)] : lines
}

function renderOpen(
  { id, nextAction, summary, stalled, reviewLoop }: TaskLedger,
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
  return openTaskLine({ id, todo: flags === "" ? todo : `${todo}, ${flags}`, summary })
}

/** Evidence for the user that everything asked for was done. */
function renderCompleted(tasks: readonly TaskLedger[]): string {
  const newest = tasks.toReversed()
  const files = [...new Set(newest.flatMap(({ filesChanged }) => filesChanged.toReversed()))]
  return [
    COMPLETED_TITLE,
    ...shown(
      newest,
      ({ id, summary, planVersion }) => doneTaskLine({ id, summary, results: planVersion - 1 }),
      { ...SHOWN_TASKS, more: moreTasks },
    ),
    ...(files.length > 0
      ? [FILES_TITLE + shown(files, fileName, { ...SHOWN_FILES, more: moreFiles }).join(", ")]
      : []),
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
}): string =>
  `${JSON.stringify({ ...result, task_id: taskID }, quoted)}\n${nextActionLine(nextAction)}`

/** A block is no longer than the contract allows, and JSON keeps its lines apart from ours. */
const quoted = (_key: string, value: unknown): unknown =>
  typeof value === "string" ? quote(value, { characters: Infinity, keepsSpace: true }) : value
