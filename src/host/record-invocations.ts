import { asRecord } from "../session/is-record.ts"
import { adoptWorkflow } from "../workflow/adopt-workflow.ts"
import { activeAlready, dispatchedToast, notStartedToast } from "../workflow/texts.ts"
import { changeWorkflows } from "./change-workflows.ts"
import type { HostMessage } from "./decode.ts"
import { invokeWorkflow } from "./invoke-workflow.ts"
import type { Runtime } from "./runtime.ts"
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
  for (const invocation of due) await recordInvocation(runtime, session, invocation)
}

const idsOf = (messages: readonly HostMessage[]): ReadonlySet<unknown> =>
  new Set(messages.map(({ info }) => asRecord(info)["id"]))

const newestPrompt = (messages: readonly HostMessage[]): string => {
  const prompt = messages.findLast(({ info }) => asRecord(info)["role"] === "user")
  const { id } = asRecord(prompt?.info)
  return typeof id === "string" ? id : ""
}

async function recordInvocation(
  runtime: Runtime,
  session: Session,
  invocation: PendingInvocation,
): Promise<void> {
  const { message } = invocation
  if (invocation.kind === "command") {
    const { slug, text, task } = invocation.command
    await invokeWorkflow(runtime, session, { slug, text, task, source: "command", message })
    return
  }
  const { record } = invocation
  const adopted = await changeWorkflows(runtime, session, (records) =>
    adoptWorkflow({ records, record, now: runtime.clock(), message }),
  )
  if (adopted.ok) runtime.client.toast(dispatchedToast(adopted.record), "info")
  else if (adopted.refusal !== activeAlready(record.id))
    runtime.client.toast(notStartedToast(record.slug, adopted.refusal), "warning")
}
