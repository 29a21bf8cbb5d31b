import type { ToolDefinition } from "@opencode-ai/plugin"
import { z } from "zod"
import { declaredWave } from "../dispatch/declared-wave.ts"
import { planWave } from "../dispatch/plan-wave.ts"
import { renderRun } from "../dispatch/run-text.ts"
import * as texts from "../dispatch/tool-texts.ts"
import { SYNTHESIS_TOKENS } from "../dispatch/wave-pattern.ts"
import { planText } from "../dispatch/wave-texts.ts"
import { parentWindow } from "./parent-window.ts"
import { runOf } from "./run-of.ts"
import type { Runtime } from "./runtime.ts"
import type { Session } from "./sessions.ts"

const requestSchema = z.object({
  action: z.enum(["plan", "synthesis", "status"]).describe(texts.DISPATCH_ARGUMENTS.action),
  count: z.number().optional().describe(texts.DISPATCH_ARGUMENTS.count),
  tasks: z.array(z.string()).optional().describe(texts.DISPATCH_ARGUMENTS.tasks),
  text: z.string().optional().describe(texts.DISPATCH_ARGUMENTS.text),
})
type Request = z.output<typeof requestSchema> & { readonly message: string }

interface CallContext {
  readonly sessionID: string
  readonly messageID: string
}

/** The tool by which an orchestrator declares a wave, keeps what it found, and asks where its run stands. */
export function createDispatchTool(runtime: Runtime): ToolDefinition {
  // oxlint-disable-next-line no-unsafe-type-assertion -- the host package types schemas with its own zod
  return {
    description: texts.DISPATCH_DESCRIPTION,
    args: requestSchema.shape,
    execute: async (given: unknown, { sessionID, messageID }: CallContext) => {
      const request = requestSchema.safeParse(given)
      if (!request.success)
        throw new Error(texts.invalidDispatchCall(z.prettifyError(request.error)))
      const asked = { ...request.data, message: messageID }
      return answer(runtime, runtime.sessions.get(sessionID), asked)
    },
  } as unknown as ToolDefinition
}

function answer(runtime: Runtime, session: Session, request: Request): string {
  switch (request.action) {
    case "plan":
      return plan(runtime, session, request)
    case "synthesis":
      return synthesize(runtime, session, request)
    case "status":
      return status(runtime, session)
  }
}

function plan(runtime: Runtime, session: Session, { tasks, message, ...asked }: Request): string {
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
  { text = "" }: Request,
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
