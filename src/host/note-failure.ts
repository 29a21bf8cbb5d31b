import { recordDispatch } from "./record-dispatch.ts"
import type { Runtime } from "./runtime.ts"
import type { Session } from "./sessions.ts"
import type { TaskCall } from "./task-calls.ts"

/** A sub-agent that failed frees its place, and its task has to be dispatched again. */
export function noteFailure(runtime: Runtime, session: Session, call: TaskCall): void {
  call.state = "ended"
  recordDispatch(runtime, session, call, {
    type: "dispatch-result",
    call: call.id,
    at: runtime.clock(),
    tokens: 0,
    code: "dispatch_execution_failed",
  })
}
