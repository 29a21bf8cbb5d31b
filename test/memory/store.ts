import { nextID, nextSessionID } from "./ids.ts"
import { noTokens } from "./stored.ts"
import type { Part, Stored, StoredSession } from "./stored.ts"

export interface Store {
  readonly sessions: ReadonlyMap<string, StoredSession>
  /** A session that exists; throws where it does not. */
  session(id: string): StoredSession
  /** The stored messages themselves, oldest first. */
  messages(session: string): Stored[]
  /** A copy, as every reader of a database gets one. */
  read(session: string): Stored[]
  create(fields: Partial<StoredSession> & { directory: string; version: string }): StoredSession
  /** Adds a message, or a part to its message; what is there already is replaced. */
  putMessage(message: Stored): void
  putPart(part: Part): void
  removeMessage(session: string, message: string): void
  removePart(session: string, message: string, part: string): void
  /** With its children; the removed sessions, children first. */
  remove(session: string): StoredSession[]
  children(session: string): StoredSession[]
}

const put = <T>(list: T[], item: T, isSame: (other: T) => boolean): void => {
  const at = list.findIndex(isSame)
  if (at === -1) list.push(item)
  else list[at] = item
}

/** The database of a host in memory: it outlives the hosts that work on it. */
export const createStore = (): Store => {
  const sessions = new Map<string, StoredSession>()
  const histories = new Map<string, Stored[]>()
  const session = (id: string): StoredSession => {
    const found = sessions.get(id)
    if (!found) throw new Error(`Session not found: ${id}`)
    return found
  }
  const messages = (id: string): Stored[] => {
    session(id)
    const known = histories.get(id) ?? []
    histories.set(id, known)
    return known
  }
  const partsOf = (id: string, message: string): Part[] => {
    const found = messages(id).find(({ info }) => info.id === message)
    if (!found) throw new Error(`Message not found: ${message}`)
    return found.parts
  }
  const children = (id: string): StoredSession[] =>
    [...sessions.values()].filter(({ parentID }) => parentID === id)
  const remove = (id: string): StoredSession[] => {
    const gone = [...children(id).flatMap((child) => remove(child.id)), session(id)]
    sessions.delete(id)
    histories.delete(id)
    return gone
  }
  return {
    sessions,
    session,
    messages,
    read: (id) => structuredClone(messages(id)),
    create: (fields) => {
      const now = Date.now()
      const created: StoredSession = {
        id: nextSessionID(),
        slug: "memory-host",
        projectID: "global",
        path: "",
        title: `New session - ${new Date(now).toISOString()}`,
        cost: 0,
        tokens: noTokens(),
        time: { created: now, updated: now },
        ...fields,
      }
      sessions.set(created.id, created)
      return created
    },
    putMessage: (message) =>
      put(messages(message.info.sessionID), message, ({ info }) => info.id === message.info.id),
    putPart: (part) =>
      put(partsOf(part.sessionID, part.messageID), part, ({ id }) => id === part.id),
    removeMessage: (id, message) => {
      const list = messages(id)
      const at = list.findIndex(({ info }) => info.id === message)
      if (at !== -1) list.splice(at, 1)
    },
    removePart: (id, message, part) => {
      const list = partsOf(id, message)
      const at = list.findIndex((one) => one.id === part)
      if (at !== -1) list.splice(at, 1)
    },
    remove,
    children,
  }
}

/** A copy of stored messages under ids of another session. */
export const rekeyed = (list: readonly Stored[], sessionID: string): Stored[] => {
  const ids = new Map<string, string>()
  const renewed = (id: string): string => {
    const known = ids.get(id) ?? nextID("msg")
    ids.set(id, known)
    return known
  }
  return structuredClone([...list]).map((message): Stored => {
    const id = renewed(message.info.id)
    const parts = message.parts.map((part) => ({
      ...part,
      id: nextID("prt"),
      sessionID,
      messageID: id,
      ...(part.type === "compaction" &&
        part.tail_start_id !== undefined && { tail_start_id: renewed(part.tail_start_id) }),
    }))
    return message.info.role === "user"
      ? { info: { ...message.info, id, sessionID }, parts }
      : {
          info: { ...message.info, id, sessionID, parentID: renewed(message.info.parentID) },
          parts,
        }
  })
}
