import { isActive } from "../workflow/record.ts"
import type { WorkflowRecord } from "../workflow/record.ts"
import { startWorkflow } from "../workflow/start-workflow.ts"
import type { Invocation } from "../workflow/start-workflow.ts"
import { activeAlready, notStartedToast, secondToast, startedToast } from "../workflow/texts.ts"
import type { Transition } from "../workflow/transition.ts"
import { changeWorkflows } from "./change-workflows.ts"
import { digest } from "./digest.ts"
import type { Runtime } from "./runtime.ts"
import type { Change } from "./session-state.ts"
import type { Session } from "./sessions.ts"

/** Records that a workflow was invoked, and tells the user what was taken from its text. */
export async function invokeWorkflow(
  runtime: Runtime,
  session: Session,
  invocation: Omit<Invocation, "scope">,
): Promise<Change> {
  const { client, clock, config, directory, notifyOnce } = runtime
  const started = await changeWorkflows(runtime, session, (records): Transition => {
    const record = invokedBefore(records, invocation)
    return record
      ? { ok: true, records, record }
      : startWorkflow({
          ...invocation,
          scope: directory,
          records,
          words: config.workflows.words,
          now: clock(),
          digest,
        })
  })
  if (started.ok) {
    client.toast(startedToast(started.record), "info")
    if (isSecond(started.record, started.records))
      client.toast(secondToast(started.record), "warning")
  } else if (started.refusal !== activeAlready(invocation.slug))
    notifyOnce(
      `not started ${session.id} ${invocation.message}`,
      notStartedToast(invocation.slug, started.refusal),
    )
  return started
}

/** A host that gave no answer may have stored it all the same: a prompt is one command. */
const invokedBefore = (
  records: readonly WorkflowRecord[],
  { slug, source, message }: Omit<Invocation, "scope">,
): WorkflowRecord | undefined =>
  source === "command" && message !== undefined
    ? records.find((one) => one.slug === slug && one.invocation.message === message)
    : undefined

const isSecond = ({ slug }: WorkflowRecord, records: readonly WorkflowRecord[]): boolean =>
  records.filter((record) => isActive(record) && record.slug === slug).length > 1
