import { asRecord } from "../session/is-record.ts"
import { isActive } from "../workflow/record.ts"
import type { WorkflowRecord } from "../workflow/record.ts"
import { startWorkflow } from "../workflow/start-workflow.ts"
import type { Invocation } from "../workflow/start-workflow.ts"
import * as texts from "../workflow/texts.ts"
import type { Transition } from "../workflow/transition.ts"
import { carryOverFork } from "./carry-over-fork.ts"
import { digest } from "./digest.ts"
import type { Runtime } from "./runtime.ts"
import type { Refused, StoredState } from "./session-state.ts"
import type { Session } from "./sessions.ts"
import { takeBack } from "./take-back.ts"

/** Makes a change of a session's workflows, and knows it from then on. */
export async function changeWorkflows(
  { state }: Pick<Runtime, "state">,
  session: Session,
  change: (records: readonly WorkflowRecord[]) => Transition,
): Promise<Transition | Refused> {
  const changed = await state.change(session.id, ({ workflows }: StoredState): Transition => {
    switch (workflows.kind) {
      case "valid":
        return change(workflows.records)
      // Set aside when it was read: an invocation begins anew.
      case "damaged":
        return change([])
      case "newer":
        return { ok: false, refusal: texts.NEWER_ANSWER }
    }
  })
  if (changed.ok) session.workflows = { records: changed.records, isFresh: true }
  return changed
}

/** Records that a workflow was invoked, and tells the user what was taken from its text. */
export async function invokeWorkflow(
  runtime: Runtime,
  session: Session,
  invocation: Omit<Invocation, "scope">,
): Promise<Transition | Refused> {
  const { client, clock, config, directory } = runtime
  await adoptFork(runtime, session)
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
  if (started.ok) client.toast(texts.startedToast(started.record), "info")
  else client.toast(texts.notStartedToast(invocation.slug, started.refusal), "warning")
  return started
}

/** A fork's state names its origin until it is first written: what the origin has comes over before. */
async function adoptFork(runtime: Runtime, session: Session): Promise<void> {
  if (session.originChecked) return
  const messages = await runtime.client.messages(session.id)
  if (messages) await carryOverFork(runtime, session, messages)
}

/** A slash command is about to become the session's next prompt. */
export async function noteCommand(
  { config, sources }: Runtime,
  session: Session,
  { command, typed, isSubtask }: { command: string; typed: string; isSubtask: boolean },
): Promise<void> {
  session.invoked = undefined
  if (!config.workflows.enabled) return
  const source = await sources.find(command)
  const text = source?.read()
  if (text === undefined) return
  session.invoked = { slug: command, text, task: typed.trim(), isSubtask }
}

export interface Prompt {
  readonly message: string
  readonly text: string
  /** It is a command that runs as a sub-agent. */
  readonly isSubtask: boolean
}

/** A prompt has come: it may be the command that was noted, or a task that another session dispatched. */
export async function notePrompt(
  runtime: Runtime,
  session: Session,
  { message, text, isSubtask }: Prompt,
): Promise<void> {
  const { invoked } = session
  await takeBack(runtime, session)
  if (session.workflows) session.workflows = { ...session.workflows, isFresh: false }
  if (invoked) {
    // A command that runs as a sub-agent binds that one, whose prompt comes next.
    if (invoked.isSubtask && isSubtask) return
    session.invoked = undefined
    if (!invoked.isSubtask)
      await invokeWorkflow(runtime, session, { ...invoked, source: "command", message })
    return
  }
  await noteDispatch(runtime, session, { message, text })
}

async function noteDispatch(
  runtime: Runtime,
  session: Session,
  { message, text }: { readonly message: string; readonly text: string },
): Promise<void> {
  const { client, config, sessions } = runtime
  const [, named] = texts.DISPATCH_LINE.exec(text) ?? []
  if (!config.workflows.enabled || (named === undefined && !sessions.areDispatching())) return
  const parentID = await client.parent(session.id)
  if (parentID === undefined) return
  const parent = sessions.get(parentID)
  const command = parent.invoked
  if (command?.isSubtask) {
    parent.invoked = undefined
    await invokeWorkflow(runtime, session, { ...command, source: "command", message })
    return
  }
  const stored = named === undefined ? undefined : await runtime.state.read(parentID)
  const theirs = stored?.workflows.kind === "valid" ? stored.workflows.records : []
  const record = theirs.find((one) => isActive(one) && one.id === named)
  if (!record) return
  await invokeWorkflow(runtime, session, {
    slug: record.slug,
    text: record.snapshot.text,
    task: record.task,
    source: "dispatch",
    message,
  })
}

/** The model has loaded a skill; one that is active already it has only read again. */
export async function noteSkill(
  runtime: Runtime,
  session: Session,
  { name, callID }: { readonly name: string; readonly callID: string },
): Promise<void> {
  const { client, config, sources, state } = runtime
  if (!config.workflows.enabled) return
  const text = (await sources.find(name, "skill"))?.read()
  if (text === undefined) return
  const stored = await state.read(session.id)
  const records = stored?.workflows.kind === "valid" ? stored.workflows.records : []
  if (records.some((record) => isActive(record) && record.slug === name)) return
  const history = await client.messages(session.id)
  const caller = history?.findLast(({ parts }) =>
    parts.map(asRecord).some((part) => part["type"] === "tool" && part["callID"] === callID),
  )
  const { id: message } = asRecord(caller?.info)
  await invokeWorkflow(runtime, session, {
    slug: name,
    text,
    task: "",
    source: "skill",
    message: typeof message === "string" ? message : undefined,
  })
}
