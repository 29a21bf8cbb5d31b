import { asRecord } from "../session/is-record.ts"
import { adoptWorkflow } from "../workflow/adopt-workflow.ts"
import { activeAlready, dispatchedToast, notStartedToast } from "../workflow/texts.ts"
import { changeWorkflows } from "./change-workflows.ts"
import type { HostMessage } from "./decode.ts"
import { findDispatched } from "./find-dispatched.ts"
import { invokeWorkflow } from "./invoke-workflow.ts"
import type { Runtime } from "./runtime.ts"
import { isUnwritten } from "./session-state.ts"
import type { PendingInvocation, Session } from "./sessions.ts"

/**
 * Records what was invoked by messages that are stored: one that the host, or another plugin, refused
 * has invoked nothing.
 */
export async function recordInvocations(
  runtime: Runtime,
  session: Session,
  messages: readonly HostMessage[],
): Promise<void> {
  if (session.invocations.length === 0) return
  const shown = idsOf(messages)
  // A compaction may have taken it out of the prompt already.
  const history = session.invocations.every(({ message }) => shown.has(message))
    ? messages
    : ((await runtime.client.messages(session.id)) ?? [])
  const stored = idsOf(history)
  const newest = newestPrompt(history)
  const due = session.invocations.filter(({ message }) => stored.has(message))
  // With a newer prompt stored, one that is not never will be.
  session.invocations = session.invocations.filter(
    ({ message }) => !stored.has(message) && message > newest,
  )
  const rest = [...due]
  try {
    for (let next = rest.shift(); next; next = rest.shift()) {
      // oxlint-disable-next-line no-await-in-loop -- in the order in which they were invoked
      const left = await recordInvocation(runtime, session, next)
      if (left) session.invocations.push(left)
    }
  } finally {
    // One that fails is not tried again, the others are.
    session.invocations.push(...rest)
  }
}

const idsOf = (messages: readonly HostMessage[]): ReadonlySet<unknown> =>
  new Set(messages.map(({ info }) => asRecord(info)["id"]))

const newestPrompt = (messages: readonly HostMessage[]): string => {
  const prompt = messages.findLast(({ info }) => asRecord(info)["role"] === "user")
  const { id } = asRecord(prompt?.info)
  return typeof id === "string" ? id : ""
}

/** What is left to be done with the next request, because the host does not answer now. */
async function recordInvocation(
  runtime: Runtime,
  session: Session,
  invocation: PendingInvocation,
): Promise<PendingInvocation | undefined> {
  const { message } = invocation
  switch (invocation.kind) {
    case "command": {
      const { slug, task } = invocation.command
      const text = invocation.command.text ?? (await runtime.sources.find(slug))?.text
      if (text === undefined) return runtime.sources.areTold("command") ? undefined : invocation
      const start = { slug, text, task, source: "command", message } as const
      return isUnwritten(await invokeWorkflow(runtime, session, start)) ? invocation : undefined
    }
    case "skill": {
      const { slug } = invocation
      const text = invocation.text ?? (await runtime.sources.find(slug, "skill"))?.text
      if (text === undefined) return runtime.sources.areTold("skill") ? undefined : invocation
      const start = { slug, text, task: "", source: "skill", message } as const
      return isUnwritten(await invokeWorkflow(runtime, session, start)) ? invocation : undefined
    }
    case "dispatch":
      return (await adopt(runtime, session, invocation)) ? undefined : invocation
    case "unread": {
      const found = await findDispatched(runtime, session, invocation)
      if (!found || found.kind === "unread") return found
      return recordInvocation(runtime, session, found)
    }
  }
}

/** Takes over a workflow of the session that dispatches this one; whether that is done with. */
async function adopt(
  runtime: Runtime,
  session: Session,
  { record, message }: Extract<PendingInvocation, { kind: "dispatch" }>,
): Promise<boolean> {
  const { client, clock, notifyOnce } = runtime
  const adopted = await changeWorkflows(runtime, session, (records) =>
    adoptWorkflow({ records, record, now: clock(), message }),
  )
  if (adopted.ok) client.toast(dispatchedToast(adopted.record), "info")
  else if (adopted.refusal !== activeAlready(record.id))
    notifyOnce(
      `not started ${session.id} ${message}`,
      notStartedToast(record.slug, adopted.refusal),
    )
  return !isUnwritten(adopted)
}
