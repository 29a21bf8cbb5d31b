import os from "node:os"
import type { CompileInput } from "../dispatch/prompt/compile-dispatch.ts"
import { statedContract } from "../dispatch/run/contract.ts"
import { deltaPacket } from "../dispatch/run/delta-packet.ts"
import type { DispatchFrame } from "../dispatch/prompt/dispatch-prompt.ts"
import type { SentRecord } from "../dispatch/run/dispatch-record.ts"
import { guideMode } from "../dispatch/run/guide-mode.ts"
import { compactGuide } from "../dispatch/prompt/compact-guide.ts"
import { nextTaskID, statedTaskID } from "../dispatch/run/next-task-id.ts"
import { digest } from "./digest.ts"
import type { PromptBudget } from "./dispatch-budget.ts"
import type { DispatchRole } from "./dispatch-role.ts"
import { runOf } from "./run-of.ts"
import type { Runtime } from "./runtime.ts"
import type { Session } from "./sessions.ts"
import type { TaskCall } from "./task-calls.ts"

export interface GatheredDispatch {
  readonly input: CompileInput
  /** What is known of it before it is compiled. */
  readonly record: Omit<SentRecord, "stage" | "before" | "after" | "budget" | "code">
}

export interface DispatchRequest {
  readonly call: TaskCall
  readonly role: DispatchRole | undefined
  readonly agent: string
  readonly prompt: string
  /** Who gets it has no tool to recall with. */
  readonly lacksRecall?: boolean | undefined
  readonly budget: Extract<PromptBudget, { ok: true }>
}

/** All that a prompt is compiled from. Synchronous, so that parallel dispatches see each other. */
export function gatherDispatch(
  runtime: Runtime,
  session: Session,
  { call, role, agent, prompt, lacksRecall, budget }: DispatchRequest,
): GatheredDispatch {
  const { clock, config, meter, settings } = runtime
  const frame = role && frameOf(runtime, session, { call, role, prompt, lacksRecall })
  call.task = frame?.taskID ?? ""
  return {
    input: {
      prompt: { frame, task: prompt },
      budget: budget.budget,
      target: budget.target,
      count: (text) => meter.measure(text).tokens,
      digest,
      settings,
      lacksRecall,
      compactionContext: config.compactionContext,
      compactionPromptOverride: config.compactionPromptOverride,
    },
    record: {
      type: "dispatch",
      call: call.id,
      message: call.message,
      at: clock(),
      pid: process.pid,
      host: os.hostname(),
      role: role?.name ?? agent,
      ...(role && config.dispatch.contract && { like: role.like }),
      agent,
      task: call.task,
      guide: frame?.guide.mode ?? "none",
      auto: settings.auto,
    },
  }
}

function frameOf(
  runtime: Runtime,
  session: Session,
  {
    call,
    role,
    prompt,
    lacksRecall,
  }: Pick<DispatchRequest, "call" | "prompt" | "lacksRecall"> & { readonly role: DispatchRole },
): DispatchFrame {
  const { config, tasks } = runtime
  const run = runOf(runtime, session)
  const others = tasks.runningIn(session.id).filter(({ id }) => id !== call.id)
  const taskID = nextTaskID(run, {
    stated: statedTaskID(prompt, [...run.tasks.keys(), ...run.declaredTasks]),
    like: role.like,
    busy: others.map(({ task }) => task),
  })
  return {
    role: role.name,
    contract: config.dispatch.contract ? statedContract(role.like) : "",
    taskID,
    maxOutputTokens: config.dispatch.maxOutputTokens,
    delta: deltaPacket(run, taskID),
    guide: lacksRecall ? wholeGuide(session, role) : guideOf(runtime, session, role),
  }
}

const wholeGuide = (
  { id }: Session,
  { name, guide: text }: DispatchRole,
): DispatchFrame["guide"] => {
  const cacheKey = `${name}:${id}`
  return text === undefined
    ? { mode: "none", text: "", cacheKey }
    : { mode: "full", text, cacheKey }
}

/** Whole until a sub-agent that got it has started; and where it could not be recalled. */
function guideOf(
  { spilled }: Runtime,
  session: Session,
  role: DispatchRole,
): DispatchFrame["guide"] {
  const whole = wholeGuide(session, role)
  const mode = guideMode(session.dispatches.refresh(), role.name)
  if (whole.mode === "none" || mode === "full" || !spilled.keep(session.id, whole.text))
    return whole
  return { ...whole, mode, text: compactGuide(whole.text, digest) }
}
