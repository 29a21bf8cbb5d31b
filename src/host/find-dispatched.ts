import { findActive } from "../workflow/find-active.ts"
import { validRecords } from "../workflow/read-workflows.ts"
import { DISPATCH_LINE, notDispatchedToast } from "../workflow/texts.ts"
import type { Runtime } from "./runtime.ts"
import type { PendingInvocation, Session } from "./sessions.ts"
import { takeCommand } from "./take-command.ts"

/** A prompt as it was stored. */
export interface Prompt {
  readonly message: string
  readonly text: string
}

/**
 * What a prompt that another session dispatched invokes. Where the host does not answer, that is not
 * known yet: the prompt is looked at again with the next request.
 */
export async function findDispatched(
  { client, config, sessions, state }: Runtime,
  session: Session,
  { message, text }: Prompt,
): Promise<PendingInvocation | undefined> {
  const [, name] = DISPATCH_LINE.exec(text) ?? []
  if (!config.workflows.enabled || (name === undefined && !sessions.areDispatching())) return
  const unread: PendingInvocation = { kind: "unread", message, text }
  const parent = await client.parent(session.id)
  if (!parent) return unread
  if (parent.id === undefined) return
  const command = takeCommand(sessions.get(parent.id), "subtask", text)
  if (command) return { kind: "command", message, command }
  if (name === undefined) return
  const stored = await state.read(parent.id)
  if (!stored) return unread
  const found = findActive(validRecords(stored.workflows), name)
  if (found.ok) return { kind: "dispatch", message, record: found.record }
  client.toast(notDispatchedToast(name), "warning")
}
