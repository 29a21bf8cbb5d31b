import type { CompiledDispatch, CompileInput } from "../dispatch/compile-dispatch.ts"
import { compileDispatch } from "../dispatch/compile-dispatch.ts"
import { admitDispatch } from "../dispatch/admit-dispatch.ts"
import { declaredWave } from "../dispatch/declared-wave.ts"
import type { SentRecord } from "../dispatch/dispatch-record.ts"
import { FIRST_FILE } from "../dispatch/wave-pattern.ts"
import { pressureOf } from "../dispatch/pressure.ts"
import {
  budgetInvalid,
  dispatchCompactedToast,
  dispatchOverflowToast,
  notKept,
  promptOverflow,
} from "../dispatch/prompt-texts.ts"
import { isCommandPart } from "./task-calls.ts"
import type { TaskCall } from "./task-calls.ts"
import { dispatchBudget } from "./dispatch-budget.ts"
import { DispatchRefusedError } from "./dispatch-refused-error.ts"
import { roleOf } from "./dispatch-role.ts"
import type { DispatchRole } from "./dispatch-role.ts"
import { gatherDispatch } from "./gather-dispatch.ts"
import type { GatheredDispatch } from "./gather-dispatch.ts"
import { parentWindow } from "./parent-window.ts"
import { recordDispatch } from "./record-dispatch.ts"
import { rewriteTask } from "./rewrite-task.ts"
import type { Runtime } from "./runtime.ts"
import type { Session } from "./sessions.ts"

/** The arguments of the host's tool `task`, as far as they matter here. */
export interface TaskArguments {
  prompt: string
  readonly subagent_type: string
}

/**
 * The gate of a dispatch: counts the prompt that a sub-agent is about to get, compacts it where it is
 * over its budget, and adds what its role asks for.
 *
 * @throws {DispatchRefusedError} where nothing is dispatched; its message is for the model.
 */
export async function beforeDispatch(
  runtime: Runtime,
  session: Session,
  { callID, args }: { readonly callID: string; readonly args: TaskArguments },
): Promise<void> {
  const call = runtime.tasks.find(session.id, callID)
  const role = roleOf(runtime.config, args.subagent_type)
  try {
    // The host has no error to show for a command that is stopped here.
    if (!isCommandPart(callID)) admit(runtime, session, { call, role })
    call.state = "running"
    await compile(runtime, session, { call, role, args, isCommand: isCommandPart(callID) })
  } catch (error) {
    call.state = "ended"
    throw error
  }
}

interface Dispatching {
  readonly call: TaskCall
  readonly role: DispatchRole | undefined
}

function admit(runtime: Runtime, session: Session, { call, role }: Dispatching): void {
  const window = parentWindow(runtime, session, call)
  const seen = runtime.tasks.waveOf(session.id, call.message)
  // So many of a role at once are a wave, whether it was declared or not.
  if (role && seen.length >= FIRST_FILE && !declaredWave(session.dispatches.refresh()))
    session.dispatches.append([{ type: "wave", at: runtime.clock(), count: seen.length }])
  const wave = declaredWave(session.dispatches.refresh())
  const measured = window ? pressureOf(window) : "nominal"
  if (measured === "nominal") session.pressing = "none"
  // Where a compaction has made what room it can, results of a few lines still have theirs.
  const pressure = measured === "warning" && session.pressing === "done" ? "nominal" : measured
  const admitted = admitDispatch({
    declared: wave?.count,
    sent: wave?.sent ?? 0,
    running: runtime.tasks.runningIn(session.id).length,
    synthesized: wave?.synthesized ?? 0,
    seen: Math.max(1, seen.length),
    isMapped: role !== undefined,
    pressure,
    collected: wave?.collected ?? seen.filter(({ returned }) => returned > 0).length,
  })
  if (admitted.ok) return
  // Room for the next dispatch comes from the older part of the session.
  if (pressure !== "nominal") session.pressing = "asked"
  throw new DispatchRefusedError(admitted.refusal)
}

interface CompileRequest extends Dispatching {
  readonly args: TaskArguments
  readonly isCommand: boolean
}

async function compile(
  runtime: Runtime,
  session: Session,
  { call, role, args, isCommand }: CompileRequest,
): Promise<void> {
  const { subagent_type: agent, prompt } = args
  const name = role?.name ?? agent
  const stop = (refusal: string, toast: string): void => {
    runtime.client.toast(toast, "warning")
    if (!isCommand) throw new DispatchRefusedError(refusal)
    runtime.tasks.refused.add(prompt)
  }
  await runtime.tokens.ready()
  const resolved = await dispatchBudget(runtime, session, { agent, role })
  const budget = resolved.ok ? resolved : NOTHING
  const gathered = gatherDispatch(runtime, session, { call, role, agent, prompt, budget })
  const refuse = (rest: DispatchOutcome, refusal: string, toast: string): void => {
    recordDispatch(runtime, session, [{ ...gathered.record, ...rest }])
    stop(refusal, toast)
  }
  if (!resolved.ok) {
    const invalid = budgetInvalid({ ...resolved, role: name })
    const sizes = { before: gathered.input.count(prompt), after: 0, budget: 0 }
    return refuse({ stage: "none", ...sizes, code: "dispatch_budget_invalid" }, invalid, invalid)
  }
  const first = compileDispatch(gathered.input)
  const compiled = await withModel(runtime, session, { gathered, first })
  const { stage, tokensBefore: before, tokensAfter: after } = compiled
  const sizes = { stage, before, after, budget: stated(compiled.budget) }
  if (!compiled.ok) {
    const { code, unfit } = compiled
    const overflow = { role: name, tokens: before, budget: compiled.budget, unfit }
    return refuse({ ...sizes, code }, promptOverflow(overflow), dispatchOverflowToast(overflow))
  }
  const kept = [...compiled.dropped.map(({ text }) => text), ...gathered.spill]
  if (kept.some((text) => !runtime.spilled.keep(session.id, text)))
    return stop(notKept(runtime.folder), notKept(runtime.folder))
  if (stage !== "none")
    runtime.client.toast(dispatchCompactedToast({ role: name, before, after }), "info")
  recordDispatch(runtime, session, [{ ...gathered.record, ...sizes }])
  call.asked = after
  args.prompt = compiled.text
}

type DispatchOutcome = Pick<SentRecord, "stage" | "before" | "after" | "budget" | "code">

const NOTHING = { ok: true, budget: 0, target: 0 } as const

/** JSON knows no infinity; where there is no limit none is stated. */
const stated = (budget: number): number => (Number.isFinite(budget) ? budget : 0)

/** Stage C's model, where the deterministic form would have to stand in and the user allows it. */
async function withModel(
  runtime: Runtime,
  session: Session,
  { gathered, first }: { readonly gathered: GatheredDispatch; readonly first: CompiledDispatch },
): Promise<CompiledDispatch> {
  if (!first.ok || first.stage !== "stage_c_fallback") return first
  const rewritten = await rewriteTask(runtime, session, gathered)
  if (rewritten === undefined) return first
  const second = compileDispatch({ ...gathered.input, rewritten } satisfies CompileInput)
  return second.ok ? second : first
}
