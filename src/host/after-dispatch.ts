import { readTaskOutput } from "../dispatch/task-output.ts"
import { asRecord, isRecord } from "../session/is-record.ts"
import { DispatchRefusedError } from "./dispatch-refused-error.ts"
import { recordDispatch } from "./record-dispatch.ts"
import type { Runtime } from "./runtime.ts"
import type { Session } from "./sessions.ts"
import { settleResult } from "./settle-result.ts"
import { isCommandPart } from "./task-calls.ts"
import type { TaskCall } from "./task-calls.ts"

/** What the host uses of a sub-agent that works on while its parent does. */
const WORKING = "running"

/**
 * Reads and caps what a sub-agent returned, in place.
 *
 * @throws {DispatchRefusedError} where its answer could not be used for the second time.
 */
export function afterDispatch(
  runtime: Runtime,
  session: Session,
  { callID, result }: { readonly callID: string; readonly result: unknown },
): void {
  const call = runtime.tasks.find(session.id, callID)
  if (!isRecord(result)) return noteFailure(runtime, session, call)
  const output = readTaskOutput(String(result["output"]))
  if (!output || output.state === WORKING) return
  const { child, text } = output
  const settled = settleResult(runtime, session, { call, child, text })
  // The host has no error to show for a command that is stopped here.
  if (settled.isTerminal && !isCommandPart(callID)) throw new DispatchRefusedError(settled.text)
  result["output"] = output.replace(settled.text)
}

/** The same for one that worked in the background: its answer comes as a prompt. */
export function afterBackground(
  runtime: Runtime,
  session: Session,
  parts: readonly unknown[],
): void {
  for (const part of parts) {
    const { type, synthetic, text } = asRecord(part)
    if (!isRecord(part) || type !== "text" || synthetic !== true) continue
    const output = readTaskOutput(String(text))
    const call = output && runtime.tasks.ofChild(session.id, output.child)
    if (!call || call.state === "ended") continue
    if (output.state === "completed")
      part["text"] = output.replace(settleResult(runtime, session, { ...output, call }).text)
    else noteFailure(runtime, session, call)
  }
}

/** A sub-agent that failed frees its place, and its task has to be dispatched again. */
export function noteFailure(runtime: Runtime, session: Session, call: TaskCall): void {
  call.state = "ended"
  recordDispatch(runtime, session, [
    {
      type: "dispatch-result",
      call: call.id,
      at: runtime.clock(),
      tokens: 0,
      code: "dispatch_execution_failed",
    },
  ])
}
