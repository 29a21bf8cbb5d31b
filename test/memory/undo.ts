import { touchSession } from "./instance.ts"
import type { Instance } from "./instance.ts"
import type { StoredSession } from "./stored.ts"

/** Marks where a session is undone to; what lies behind goes with the next prompt. */
export const undoTo = (
  host: Instance,
  sessionID: string,
  { messageID, partID }: { readonly messageID: string; readonly partID?: string | undefined },
): void => {
  const history = host.store.messages(sessionID)
  const target = history.find(({ info }) => info.id === messageID)
  if (!target) return
  const kept = target.parts.slice(
    0,
    target.parts.findIndex(({ id }) => id === partID),
  )
  const isInside =
    partID !== undefined && kept.some(({ type }) => type === "text" || type === "tool")
  const at = history.indexOf(target)
  const asked = history.slice(0, at + 1).findLast(({ info }) => info.role === "user")
  host.store.session(sessionID).revert = isInside
    ? { messageID, partID }
    : { messageID: asked?.info.id ?? messageID }
  touchSession(host, sessionID)
}

/** Removes for good what was undone, as the host does before it takes a prompt. */
export const removeUndone = (host: Instance, session: StoredSession): void => {
  const { revert, id: sessionID } = session
  if (!revert) return
  const { messageID, partID } = revert
  const history = host.store.messages(sessionID)
  const at = history.findIndex(({ info }) => info.id === messageID)
  const target = history[at]
  const gone = at === -1 ? [] : history.slice(at + (partID === undefined ? 0 : 1))
  for (const { info } of gone) {
    host.store.removeMessage(sessionID, info.id)
    host.bus.publish("message.removed", { sessionID, messageID: info.id })
  }
  const first = target?.parts.findIndex(({ id }) => id === partID) ?? -1
  for (const part of first === -1 ? [] : (target?.parts.slice(first) ?? [])) {
    host.store.removePart(sessionID, messageID, part.id)
    host.bus.publish("message.part.removed", { sessionID, messageID, partID: part.id })
  }
  delete session.revert
  touchSession(host, sessionID)
}
