import os from "node:os"
import type { CompileInput } from "../dispatch/compile-dispatch.ts"
import { statedContract } from "../dispatch/contract.ts"
import { deltaPacket } from "../dispatch/delta-packet.ts"
import type { DispatchFrame } from "../dispatch/dispatch-prompt.ts"
import type { SentRecord } from "../dispatch/dispatch-record.ts"
import { guideMode } from "../dispatch/guide-mode.ts"
import { compactGuide } from "../dispatch/compact-guide.ts"
import { nextTaskID, statedTaskID } from "../dispatch/next-task-id.ts"
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
  /** Texts that the prompt refers to and does not carry. */
  readonly spill: readonly string[]
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
  const framed = role && frameOf(runtime, session, { call, role, prompt })
  call.task = framed?.frame.taskID ?? ""
  return {
    input: {
      prompt: { frame: framed?.frame, task: prompt },
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
      guide: framed?.frame.guide.mode ?? "none",
      auto: settings.auto,
    },
    spill: framed?.spill ?? [],
  }
}

interface Framed {
  readonly frame: DispatchFrame
  readonly spill: readonly string[]
}

function frameOf(
  runtime: Runtime,
  session: Session,
  {
    call,
    role,
    prompt,
  }: Pick<DispatchRequest, "call" | "prompt"> & { readonly role: DispatchRole },
): Framed {
  const { config, tasks } = runtime
  const run = runOf(runtime, session)
  const others = tasks.runningIn(session.id).filter(({ id }) => id !== call.id)
  const taskID = nextTaskID(run, {
    stated: statedTaskID(prompt),
    busy: others.map(({ task }) => task),
  })
  const mode =
    role.guide === undefined ? "none" : guideMode(session.dispatches.refresh(), role.name)
  const whole = role.guide ?? ""
  return {
    frame: {
      role: role.name,
      contract: config.dispatch.contract ? statedContract(role.like) : "",
      taskID,
      maxOutputTokens: config.dispatch.maxOutputTokens,
      delta: deltaPacket(run, taskID),
      guide: {
        mode,
        text: mode === "compact" ? compactGuide(whole, digest) : mode === "full" ? whole : "",
        cacheKey: `${role.name}:${session.id}`,
      },
    },
    spill: mode === "compact" ? [whole] : [],
  }
}
