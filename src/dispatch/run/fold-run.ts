import type { ContractKind } from "./contract.ts"
import type { DispatchRecord, ResultRecord, SentRecord } from "./dispatch-record.ts"
import { FIRST, UNFINISHED, invalidOutcome, isHalt } from "./next-action.ts"
import type { NextAction, RunStatus } from "./next-action.ts"
import { pairRecords } from "./pair-records.ts"
import type { Dispatch } from "./pair-records.ts"
import { newTask, withResult } from "./task-ledger.ts"
import type { LedgerSettings, TaskLedger } from "./task-ledger.ts"
import { withoutUndone } from "./without-undone.ts"

export interface RunSettings extends LedgerSettings {
  /** Whether a dispatch may still get its result, as far as this machine can tell. */
  readonly isAlive: (dispatch: Pick<SentRecord, "pid" | "host" | "call">) => boolean
}

/** A dispatch without a result. */
export interface PendingDispatch {
  readonly call: string
  readonly at: number
  readonly role: string
  readonly like: ContractKind | undefined
  readonly agent: string
  /** Empty where nobody mapped the agent. */
  readonly task: string
  readonly child: string | undefined
  /** The process that waited for it is gone: there will be no result. */
  readonly interrupted: boolean
}

/** What a session's dispatches have come to. Agents that nobody mapped appear in what is pending alone. */
export interface Run {
  /** By their ids, the one dispatched last at the end. */
  readonly tasks: ReadonlyMap<string, TaskLedger>
  /** The latest that is not done. */
  readonly activeTask: TaskLedger | undefined
  readonly pending: readonly PendingDispatch[]
  /** Of the active task, or of the latest where all are done; undefined where there is none. */
  readonly nextAction: NextAction | undefined
  readonly status: RunStatus | undefined
  readonly declaredTasks: readonly string[]
}

export function foldRun(records: readonly DispatchRecord[], settings: RunSettings): Run {
  const { dispatches, events, declaredTasks } = pairRecords(withoutUndone(records))
  const tasks = new Map<string, TaskLedger>()
  const invalid: Answer["invalid"] = new Map()
  for (const { sent, result } of events) {
    if (sent.like === undefined) continue
    const task = tasks.get(sent.task) ?? newTask(sent.task, sent.like)
    if (result) {
      tasks.set(task.id, answered({ task, sent, like: sent.like, result, invalid, settings }))
      continue
    }
    // Taken out first, so that the one dispatched last stands at the end.
    tasks.delete(task.id)
    tasks.set(
      task.id,
      sent.code === undefined ? resumed(task, sent.like) : { ...task, status: "blocked" },
    )
  }
  const pending = pendingOf(dispatches, settings.isAlive)
  for (const { task: id, like, interrupted } of pending) {
    const task = tasks.get(id)
    if (task && like && interrupted) tasks.set(id, { ...task, ...UNFINISHED[like] })
  }
  const isDone = (id: string): boolean => tasks.get(id)?.status === "done"
  if (declaredTasks.length > 0 && declaredTasks.every(isDone))
    for (const id of declaredTasks) {
      const task = tasks.get(id)
      if (task) tasks.set(id, { ...task, nextAction: "spec_completed" })
    }
  const all = [...tasks.values()]
  const activeTask = all.findLast(({ status }) => status !== "done")
  const latest = activeTask ?? all.findLast(({ nextAction }) => nextAction === "spec_completed")
  const { nextAction, status } = latest ??
    all.at(-1) ?? { nextAction: undefined, status: undefined }
  return { tasks, activeTask, pending, nextAction, status, declaredTasks }
}

/** Whoever dispatches a task that was halted begins anew. */
const resumed = (task: TaskLedger, like: ContractKind): TaskLedger =>
  isHalt(task.nextAction) ? { ...task, ...FIRST[like], retries: 0 } : { ...task, status: "running" }

interface Answer {
  readonly task: TaskLedger
  readonly sent: SentRecord
  readonly like: ContractKind
  readonly result: ResultRecord
  /** Answers in a row without a valid result, by task and then role. */
  readonly invalid: Map<string, Map<string, number>>
  readonly settings: LedgerSettings
}

function answered({ task, sent, like, result, invalid, settings }: Answer): TaskLedger {
  const counts = invalid.get(sent.task) ?? new Map<string, number>()
  if (result.code === "dispatch_execution_failed") return { ...task, ...UNFINISHED[like] }
  if (result.code !== undefined) {
    const retries = (counts.get(sent.role) ?? 0) + 1
    const outcome = invalidOutcome(retries)
    if (isHalt(outcome.nextAction)) invalid.delete(sent.task)
    else invalid.set(sent.task, counts.set(sent.role, retries))
    // A first answer for another task says nothing about this one.
    if (result.code === "run_task_mismatch" && !isHalt(outcome.nextAction))
      return { ...task, retries }
    return { ...task, retries, ...outcome }
  }
  if (!result.result) return task
  counts.delete(sent.role)
  return withResult(task, result.result, settings)
}

function pendingOf(
  dispatches: readonly Dispatch[],
  isAlive: RunSettings["isAlive"],
): readonly PendingDispatch[] {
  const latest = new Map(
    dispatches.filter(({ sent }) => sent.code === undefined).map((one) => [one.sent.task, one]),
  )
  return dispatches
    .filter(({ sent, result }) => sent.code === undefined && result === undefined)
    .map((dispatch) => ({
      dispatch,
      interrupted: !isAlive(dispatch.sent),
    }))
    .filter(
      // What was dispatched again is not waited for any more.
      ({ dispatch, interrupted }) =>
        !interrupted ||
        dispatch.sent.like === undefined ||
        latest.get(dispatch.sent.task) === dispatch,
    )
    .map(({ dispatch: { sent, child }, interrupted }) => ({
      call: sent.call,
      at: sent.at,
      role: sent.role,
      like: sent.like,
      agent: sent.agent,
      task: sent.task,
      child,
      interrupted,
    }))
}
