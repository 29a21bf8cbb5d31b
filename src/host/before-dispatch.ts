import { compileDispatch } from "../dispatch/prompt/compile-dispatch.ts"
import type { CompiledDispatch } from "../dispatch/prompt/compile-dispatch.ts"
import type { SentRecord } from "../dispatch/run/dispatch-record.ts"
import {
  budgetInvalid,
  dispatchCompactedToast,
  dispatchOverflowToast,
  notKept,
  promptOverflow,
  windowTooSmall,
} from "../dispatch/prompt/prompt-texts.ts"
import { admitCall } from "./admit-call.ts"
import { dispatchBudget } from "./dispatch-budget.ts"
import { DispatchRefusedError } from "./dispatch-refused-error.ts"
import { roleOf } from "./dispatch-role.ts"
import type { DispatchRole } from "./dispatch-role.ts"
import { gatherDispatch } from "./gather-dispatch.ts"
import type { GatheredDispatch } from "./gather-dispatch.ts"
import { lacksRecall } from "./lacks-recall.ts"
import { recordDispatch } from "./record-dispatch.ts"
import { rewriteTask } from "./rewrite-task.ts"
import type { Runtime } from "./runtime.ts"
import type { Session } from "./sessions.ts"
import { isCommandPart } from "./task-calls.ts"
import type { TaskCall } from "./task-calls.ts"

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
  const call = runtime.tasks.find(session.id, callID, "called")
  const role = roleOf(runtime.config, args.subagent_type)
  try {
    // The host has no error to show for a command that is stopped here.
    if (!isCommandPart(callID)) admitCall(runtime, session, { call, isMapped: role !== undefined })
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
  const isMissing = await lacksRecall(runtime.client, undefined, { agent })
  const asked = { call, role, agent, prompt, lacksRecall: isMissing, budget }
  const gathered = gatherDispatch(runtime, session, asked)
  const refuse = (rest: DispatchOutcome, refusal: string, toast: string): void => {
    recordDispatch(runtime, session, call, { ...gathered.record, ...rest })
    stop(refusal, toast)
  }
  if (!resolved.ok) {
    const invalid =
      resolved.cap === undefined
        ? windowTooSmall({ role: name })
        : budgetInvalid({ ...resolved, role: name })
    const sizes = { before: gathered.input.count(prompt), after: 0, budget: 0 }
    return refuse({ stage: "none", ...sizes, code: "dispatch_budget_invalid" }, invalid, invalid)
  }
  const first = compileDispatch(gathered.input)
  const compiled = await withModel(runtime, session, { gathered, first })
  const { stage, tokensBefore: before, tokensAfter: after } = compiled
  const sizes = { stage, before, after, budget: stated(compiled.budget) }
  if (!compiled.ok) {
    const { code, unfit } = compiled
    const isCapped = role?.maxInputTokens !== undefined
    const overflow = { role: name, tokens: before, budget: compiled.budget, unfit, isCapped }
    return refuse({ ...sizes, code }, promptOverflow(overflow), dispatchOverflowToast(overflow))
  }
  if (compiled.dropped.some(({ text }) => !runtime.spilled.keep(session.id, text)))
    return stop(notKept(runtime.folder), notKept(runtime.folder))
  if (stage !== "none")
    runtime.client.toast(dispatchCompactedToast({ role: name, before, after }), "info")
  const { stablePrefixHash, fullPromptHash } = compiled
  recordDispatch(runtime, session, call, {
    ...gathered.record,
    ...sizes,
    ...(role && { stablePrefixHash, fullPromptHash }),
  })
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
  const second = compileDispatch({ ...gathered.input, rewritten })
  return second.ok ? second : first
}
