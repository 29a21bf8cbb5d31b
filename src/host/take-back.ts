import { undoneToast } from "../workflow/texts.ts"
import { undoMessage } from "../workflow/undo-message.ts"
import type { Runtime } from "./runtime.ts"
import type { Session } from "./sessions.ts"

/** Takes back what happened to workflows in messages that the user has undone. */
export async function takeBack({ client, state }: Runtime, session: Session): Promise<void> {
  const removed = [...session.removed]
  if (removed.length === 0) return
  const stored = await state.read(session.id)
  // Tried again with the next request where the host does not answer.
  if (!stored) return
  session.removed.clear()
  const { workflows } = stored
  if (workflows.kind !== "valid") return
  if (removed.reduce(undoMessage, workflows.records) === workflows.records) return
  const records = await state.amend(session.id, (now) => removed.reduce(undoMessage, now))
  if (!records) return
  session.workflows = { records, isFresh: true }
  client.toast(undoneToast, "info")
}
