import { dispatchFacts } from "../dispatch/dispatch-facts.ts"
import type { DispatchRecord } from "../dispatch/dispatch-record.ts"
import { dispatchTelemetry } from "../dispatch/telemetry.ts"
import type { Runtime } from "./runtime.ts"
import type { Session } from "./sessions.ts"

/** Appends what happened to a session's dispatches, with its facts and counters. */
export function recordDispatch(
  { state }: Runtime,
  session: Session,
  records: readonly DispatchRecord[],
): void {
  session.dispatches.append(records)
  state.record(session.id, {
    facts: Object.assign(
      {},
      ...records.map((record) => (record.type === "dispatch" ? dispatchFacts(record) : {})),
    ),
    dispatches: { ...dispatchTelemetry(session.dispatches.refresh()) },
  })
}
