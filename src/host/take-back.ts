import { validRecords } from "../workflow/read-workflows.ts"
import { undoneToast } from "../workflow/texts.ts"
import { undoMessage } from "../workflow/undo-message.ts"
import type { Runtime } from "./runtime.ts"
import type { Session } from "./sessions.ts"

/** Takes back what happened to workflows in messages that the user has undone. */
export async function takeBack({ client, state }: Runtime, session: Session): Promise<void> {
  const removed = [...session.removed]
  if (removed.length === 0) return
  const stored = await state.read(session.id)
  // Tried again with the next request where the host does not answer or does not store it.
  if (!stored) return
  const records = validRecords(stored.workflows)
  if (removed.reduce(undoMessage, records) !== records) {
    const amended = await state.amend(session.id, (now) => removed.reduce(undoMessage, now))
    if (!amended) return
    session.workflows = { records: amended, isFresh: true }
    client.toast(undoneToast, "info")
  }
  for (const message of removed) session.removed.delete(message)
}
