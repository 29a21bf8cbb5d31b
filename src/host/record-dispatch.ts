import { dispatchFacts } from "../dispatch/run/dispatch-facts.ts"
import type { DispatchRecord } from "../dispatch/run/dispatch-record.ts"
import { dispatchTelemetry } from "../dispatch/run/telemetry.ts"
import type { Runtime } from "./runtime.ts"
import type { Session } from "./sessions.ts"
import type { TaskCall } from "./task-calls.ts"

/**
 * Appends what happened to a dispatch. The session's metadata, whose every change shows to the user,
 * is left alone where nothing but an ordinary dispatch to an agent without a role has happened.
 */
export function recordDispatch(
  { state }: Runtime,
  { id, dispatches }: Session,
  { task }: Pick<TaskCall, "task">,
  record: DispatchRecord,
): void {
  dispatches.append([record])
  const facts = dispatchFacts(record)
  if (task === "" && Object.keys(facts).length === 0) return
  state.record(id, { facts, dispatches: { ...dispatchTelemetry(dispatches.refresh()) } })
}
