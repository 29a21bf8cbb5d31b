import { isActive } from "../workflow/record.ts"
import type { WorkflowRecord } from "../workflow/record.ts"
import { startWorkflow } from "../workflow/start-workflow.ts"
import type { Invocation } from "../workflow/start-workflow.ts"
import { activeAlready, notStartedToast, secondToast, startedToast } from "../workflow/texts.ts"
import type { Transition } from "../workflow/transition.ts"
import { changeWorkflows } from "./change-workflows.ts"
import { digest } from "./digest.ts"
import type { Runtime } from "./runtime.ts"
import type { Session } from "./sessions.ts"

/** Records that a workflow was invoked, and tells the user what was taken from its text. */
export async function invokeWorkflow(
  runtime: Runtime,
  session: Session,
  invocation: Omit<Invocation, "scope">,
): Promise<Transition> {
  const { client, clock, config, directory } = runtime
  const started = await changeWorkflows(runtime, session, (records) =>
    startWorkflow({
      ...invocation,
      scope: directory,
      records,
      words: config.workflows.words,
      now: clock(),
      digest,
    }),
  )
  if (started.ok) {
    client.toast(startedToast(started.record), "info")
    if (isSecond(started.record, started.records))
      client.toast(secondToast(started.record), "warning")
  } else if (started.refusal !== activeAlready(invocation.slug))
    client.toast(notStartedToast(invocation.slug, started.refusal), "warning")
  return started
}

const isSecond = ({ slug }: WorkflowRecord, records: readonly WorkflowRecord[]): boolean =>
  records.filter((record) => isActive(record) && record.slug === slug).length > 1
