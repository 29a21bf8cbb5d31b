import { declaredWave } from "../dispatch/wave/declared-wave.ts"
import { planWave } from "../dispatch/wave/plan-wave.ts"
import { renderRun } from "../dispatch/run/run-text.ts"
import * as texts from "../dispatch/wave/tool-texts.ts"
import { SYNTHESIS_TOKENS } from "../dispatch/wave/wave-pattern.ts"
import { planText } from "../dispatch/wave/wave-texts.ts"
import type { DispatchCall } from "./dispatch-tool.ts"
import { parentWindow } from "./parent-window.ts"
import { runOf } from "./run-of.ts"
import type { Runtime } from "./runtime.ts"
import type { Session } from "./sessions.ts"

/**
 * Answers a call of the tool `dispatch`.
 *
 * @throws where it asks for something that cannot be; the message is for the model.
 */
export function answerDispatchCall(
  runtime: Runtime,
  session: Session,
  request: DispatchCall,
): string {
  switch (request.action) {
    case "plan":
      return plan(runtime, session, request)
    case "synthesis":
      return synthesize(runtime, session, request)
    case "status":
      return status(runtime, session)
  }
}

function plan(
  runtime: Runtime,
  session: Session,
  { tasks, message, ...asked }: DispatchCall,
): string {
  const count = asked.count ?? tasks?.length ?? 0
  if (!Number.isInteger(count) || count < 1) throw new Error(texts.countMissing)
  // Nothing is dispatched yet: what counts is the request that made this call.
  const window = parentWindow(runtime, session, { message: "" })
  const planned = planWave({
    count,
    window: window?.limit ?? runtime.config.budget.fallbackContext,
    ...(window && { used: window.used }),
  })
  if (planned.pattern === "refused") throw new Error(planText(planned))
  const { pattern } = planned
  const at = runtime.clock()
  session.dispatches.append([
    { type: "wave", at, count, pattern, isPlanned: true, message, ...(tasks && { tasks }) },
  ])
  return planText(planned)
}

function synthesize(
  { clock, meter }: Runtime,
  { dispatches }: Session,
  { text = "" }: DispatchCall,
): string {
  if (text.trim() === "") throw new Error(texts.textMissing)
  const { tokens } = meter.measure(text)
  if (tokens > SYNTHESIS_TOKENS)
    throw new Error(texts.synthesisTooLong({ tokens, most: SYNTHESIS_TOKENS }))
  const wave = declaredWave(dispatches.refresh())
  if (!wave) throw new Error(texts.noWave)
  dispatches.append([{ type: "wave-synthesis", at: clock(), text }])
  return texts.synthesisAnswer({ collected: wave.collected, total: wave.count })
}

function status(runtime: Runtime, session: Session): string {
  const run = renderRun(runOf(runtime, session))
  const records = session.dispatches.refresh()
  const start = records.findLastIndex(({ type }) => type === "wave")
  const found = records
    .slice(start + 1)
    .flatMap((record) => (record.type === "wave-synthesis" ? [record.text] : []))
  const parts = [
    ...(run === "" ? [] : [run]),
    ...(found.length > 0 ? [texts.synthesesText(found)] : []),
  ]
  return parts.length === 0 ? texts.NO_RUN : parts.join("\n")
}
