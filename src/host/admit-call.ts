import { admitDispatch } from "../dispatch/wave/admit-dispatch.ts"
import { declaredWave } from "../dispatch/wave/declared-wave.ts"
import type { DeclaredWave } from "../dispatch/wave/declared-wave.ts"
import { pressureOf } from "../dispatch/wave/pressure.ts"
import type { Pressure } from "../dispatch/wave/pressure.ts"
import { FIRST_FILE } from "../dispatch/wave/wave-pattern.ts"
import { DispatchRefusedError } from "./dispatch-refused-error.ts"
import { parentWindow } from "./parent-window.ts"
import type { Runtime } from "./runtime.ts"
import type { Session } from "./sessions.ts"
import type { TaskCall } from "./task-calls.ts"

/**
 * Lets a call pass, or tells the model why it has to wait. Synchronous, so that parallel calls see
 * each other.
 *
 * @throws {DispatchRefusedError} where it may not start now.
 */
export function admitCall(
  runtime: Runtime,
  session: Session,
  { call, isMapped }: { readonly call: TaskCall; readonly isMapped: boolean },
): void {
  const { tasks } = runtime
  const seen = tasks.waveOf(session.id, call.message)
  const wave = waveOf(runtime, session, { call, calls: isMapped ? seen.length : 0 })
  const running = tasks.runningIn(session.id)
  const unrecorded = running.filter(({ asked }) => asked === 0).length
  const pressure = pressureNow(runtime, session, call)
  const admitted = admitDispatch({
    declared: wave?.count,
    planned: wave?.pattern,
    sent: (wave?.sent ?? 0) + unrecorded,
    running: running.length,
    // Nobody was asked for one where the wave was not planned.
    synthesized: wave?.isPlanned === false ? Infinity : (wave?.synthesized ?? 0),
    seen: Math.max(1, seen.length),
    isMapped,
    pressure,
    collected: wave?.collected ?? seen.filter(({ returned }) => returned > 0).length,
  })
  if (admitted.ok) return
  // Room for the next dispatch comes from the older part of the session.
  if (pressure !== "nominal" && session.pressing === "none") session.pressing = "asked"
  throw new DispatchRefusedError(admitted.refusal)
}

/** The wave under way. So many calls of roles in one message are one, whether they were planned or not. */
function waveOf(
  { clock }: Runtime,
  { dispatches }: Session,
  { call, calls }: { readonly call: TaskCall; readonly calls: number },
): DeclaredWave | undefined {
  const wave = declaredWave(dispatches.refresh())
  if (wave || calls < FIRST_FILE) return wave
  const { message } = call
  dispatches.append([{ type: "wave", at: clock(), count: calls, isPlanned: false, message }])
  return declaredWave(dispatches.refresh())
}

function pressureNow(runtime: Runtime, session: Session, call: TaskCall): Pressure {
  const window = parentWindow(runtime, session, call)
  const measured = window ? pressureOf(window) : "nominal"
  // Where a compaction has made what room it can, results of a few lines still have theirs.
  return measured === "warning" && session.pressing === "done" ? "nominal" : measured
}
