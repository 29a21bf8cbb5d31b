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
  readonly budget: Extract<PromptBudget, { ok: true }>
}

/** All that a prompt is compiled from. Synchronous, so that parallel dispatches see each other. */
export function gatherDispatch(
  runtime: Runtime,
  session: Session,
  { call, role, agent, prompt, budget }: DispatchRequest,
): GatheredDispatch {
  const { clock, config, meter, settings } = runtime
  const frame = role && frameOf(runtime, session, { call, role, prompt })
  call.task = frame?.taskID ?? ""
  return {
    input: {
      prompt: { frame, task: prompt },
      budget: budget.budget,
      target: budget.target,
      count: (text) => meter.measure(text).tokens,
      digest,
      settings,
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
  }: Pick<DispatchRequest, "call" | "prompt"> & { readonly role: DispatchRole },
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
    guide: guideOf(runtime, session, role),
  }
}

/** Whole until a sub-agent that got it has started; and where it could not be recalled. */
function guideOf(
  { spilled }: Runtime,
  session: Session,
  { name, guide: text }: DispatchRole,
): DispatchFrame["guide"] {
  const cacheKey = `${name}:${session.id}`
  if (text === undefined) return { mode: "none", text: "", cacheKey }
  const mode = guideMode(session.dispatches.refresh(), name)
  if (mode === "full" || !spilled.keep(session.id, text)) return { mode: "full", text, cacheKey }
  return { mode, text: compactGuide(text, digest), cacheKey }
}
