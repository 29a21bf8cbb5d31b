import type { Hooks } from "@opencode-ai/plugin"
import { asRecord } from "../session/is-record.ts"
import type { DispatchHooks } from "./dispatch-hooks.ts"
import { forgetSession } from "./forget-session.ts"
import { learnLimit } from "./learn-limit.ts"
import type { Runtime } from "./runtime.ts"
import type { Session } from "./sessions.ts"

type HostEvent = Parameters<NonNullable<Hooks["event"]>>[0]["event"]

/** What the host tells between the hooks, and what comes of it. */
export async function noteEvent(
  runtime: Runtime,
  { dispatches, fill }: { dispatches: DispatchHooks; fill: (session: Session) => Promise<void> },
  event: HostEvent,
): Promise<void> {
  const { children, sessions } = runtime
  if (event.type === "session.deleted") {
    sessions.drop(event.properties.info.id)
    runtime.tasks.drop(event.properties.info.id)
    forgetSession(runtime.folder, event.properties.info.id)
  }
  if (event.type === "message.removed" && !children.has(event.properties.sessionID)) {
    const session = sessions.get(event.properties.sessionID)
    if (runtime.config.workflows.enabled) session.removed.add(event.properties.messageID)
    dispatches.undone(session, event.properties.messageID)
  }
  if (event.type === "message.part.updated") await dispatches.seen(event.properties.part)
  if (event.type === "session.status" && event.properties.status.type === "retry") {
    const session = sessions.get(event.properties.sessionID)
    session.retried = session.planned
    children.retried(session.id, event.properties.status.attempt)
  }
  if (event.type === "session.compacted" && !children.has(event.properties.sessionID)) {
    // Nobody asks plugins after a compaction by hand, or before a repeated request.
    await fill(sessions.get(event.properties.sessionID))
  }
  if (event.type === "session.idle") {
    const session = sessions.get(event.properties.sessionID)
    // Of a turn that is aborted while one of its hooks waits, the host tells no more than this.
    if (session.summarizing?.awaited) session.summarizing.abort()
    dispatches.idle(session)
  }
  if (event.type === "session.error" && event.properties.sessionID) {
    const session = sessions.get(event.properties.sessionID)
    const { name } = asRecord(event.properties.error)
    if (name === "MessageAbortedError") session.summarizing?.abort()
    // Behind an overflow the host compacts, and has perhaps announced it; else nothing comes of it.
    if (name !== "ContextOverflowError") session.compacting = false
    session.retried = undefined
    learnLimit(runtime, event.properties.sessionID, event.properties.error)
  }
}
