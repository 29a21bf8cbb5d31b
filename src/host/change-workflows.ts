import type { WorkflowRecord } from "../workflow/record.ts"
import { NEWER_ANSWER } from "../workflow/texts.ts"
import { refused } from "../workflow/transition.ts"
import type { Transition } from "../workflow/transition.ts"
import type { Runtime } from "./runtime.ts"
import type { Session } from "./sessions.ts"
import type { Change } from "./session-state.ts"
import { setAside } from "./set-aside.ts"

/** Makes a change of a session's workflows, and knows them from then on. */
export async function changeWorkflows(
  runtime: Runtime,
  session: Session,
  change: (records: readonly WorkflowRecord[]) => Transition,
): Promise<Change> {
  const changed = await runtime.state.change(session.id, (stored): Transition => {
    setAside(runtime, session.id, stored)
    switch (stored.workflows.kind) {
      case "valid":
        return change(stored.workflows.records)
      // What it was is kept aside: an invocation begins anew.
      case "damaged":
        return change([])
      case "newer":
        return refused(NEWER_ANSWER)
    }
  })
  if (changed.ok) session.workflows = { records: changed.records, isFresh: true }
  return changed
}
