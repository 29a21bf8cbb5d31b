import { asRecord, isRecord } from "../session/is-record.ts"
import { backgroundOutput } from "./background-output.ts"
import { createGuard } from "./guard.ts"
import { isWritten } from "./part-origin.ts"
import type { Runtime } from "./runtime.ts"
import type { Session } from "./sessions.ts"

/** The host's tool that runs a sub-agent. */
const TASK_TOOL = "task"

interface ToolCall {
  readonly tool: string
  readonly sessionID: string
  readonly callID: string
}

/**
 * What the hooks do about sub-agents, one step each. Most sessions have none: what works on them is
 * loaded with the first, and does not hold up the start of the host.
 */
export interface DispatchHooks {
  readonly before: (call: ToolCall, args: unknown) => Promise<void>
  readonly after: (call: ToolCall, result: unknown) => Promise<void>
  /** A part of a message was stored. */
  readonly seen: (part: unknown) => Promise<void>
  readonly prompted: (session: Session, parts: readonly unknown[]) => Promise<void>
  /** The user took a message back. */
  readonly undone: (session: Session, message: string) => void
  /** A turn is over, however it ended. */
  readonly idle: (session: Session) => void
}

export function dispatchHooks(runtime: Runtime): DispatchHooks {
  const { clock, sessions, tasks } = runtime
  const before = createGuard(runtime.client)(
    "dispatch",
    async ({ sessionID, callID }: ToolCall, args: unknown) => {
      if (!isTaskArguments(args)) return
      const { beforeDispatch } = await import("./before-dispatch.ts")
      await beforeDispatch(runtime, sessions.get(sessionID), { callID, args })
    },
  )
  // Where the host does not answer, a prompt that was refused is that of a sub-agent.
  const mayBeChild = async (sessionID: string): Promise<boolean> => {
    const parent = await runtime.client.parent(sessionID)
    return parent === undefined || parent.id !== undefined
  }
  return {
    before: async (call, args) => {
      if (call.tool === TASK_TOOL) await before(call, args)
    },
    async after({ tool, sessionID, callID }, result) {
      if (tool !== TASK_TOOL) return
      const { afterDispatch } = await import("./after-dispatch.ts")
      await afterDispatch(runtime, sessions.get(sessionID), { callID, result })
    },
    async seen(part) {
      const { type, tool, id, callID, sessionID, messageID, state } = asRecord(part)
      if (type !== "tool" || tool !== TASK_TOOL) return
      const { status, metadata } = asRecord(state)
      const { sessionId: child, background } = asRecord(metadata)
      const { call, news } = tasks.see({
        id: String(id),
        callID: String(callID),
        sessionID: String(sessionID),
        messageID: String(messageID),
        status: String(status),
        child: typeof child === "string" ? child : undefined,
        isBackground: background === true,
      })
      const session = sessions.get(String(sessionID))
      if (news === "started")
        session.dispatches.append([
          { type: "dispatch-started", call: call.id, at: clock(), child: String(child) },
        ])
      if (news === "failed") (await import("./note-failure.ts")).noteFailure(runtime, session, call)
    },
    async prompted(session, parts) {
      const isRefused = parts.some((part) => tasks.refused.delete(String(asRecord(part)["text"])))
      session.isRefused = isRefused && (await mayBeChild(session.id))
      if (parts.some(backgroundOutput)) {
        const { afterBackground } = await import("./after-dispatch.ts")
        return afterBackground(runtime, session, parts)
      }
      // What the host says by itself is no other job.
      if (!parts.some((part) => isWritten(part))) return
      const { length } = session.dispatches.refresh()
      // What the user asks for now is another job, unless it was typed while a wave runs.
      if (length > 0 && tasks.runningIn(session.id).length === 0)
        session.dispatches.append([{ type: "prompt", at: clock() }])
    },
    undone(session, message) {
      const hasDispatched = session.dispatches
        .refresh()
        .some((record) => record.type === "dispatch" && record.message === message)
      if (hasDispatched)
        session.dispatches.append([{ type: "dispatch-undone", at: clock(), message }])
    },
    idle(session) {
      tasks.endTurn(session.id)
      for (const abort of session.rewriting) abort.abort()
    },
  }
}

const isTaskArguments = (
  args: unknown,
): args is { prompt: string; readonly subagent_type: string } =>
  isRecord(args) && typeof args["prompt"] === "string" && typeof args["subagent_type"] === "string"
