import type { Instance } from "./instance.ts"
import { rekeyed } from "./store.ts"
import type { StoredSession } from "./stored.ts"

const forkName = (title: string): string => {
  const [, base = title, number] = /^(.*) \(fork #(\d+)\)$/.exec(title) ?? []
  return `${base} (fork #${number === undefined ? 1 : Number(number) + 1})`
}

/** A copy of a session under new ids, up to a message or whole. */
export const forkSession = (
  host: Instance,
  from: string,
  messageID: string | undefined,
): StoredSession => {
  const { store, bus } = host
  const origin = store.session(from)
  const { metadata, directory, version } = origin
  const info = store.create({
    directory,
    version,
    title: forkName(origin.title),
    ...(metadata && { metadata: structuredClone(metadata) }),
  })
  bus.publish("session.created", { sessionID: info.id, info })
  const history = store.messages(from)
  const end = history.findIndex((message) => message.info.id === messageID)
  for (const message of rekeyed(history.slice(0, end === -1 ? undefined : end), info.id)) {
    store.putMessage(message)
    bus.publish("message.updated", { sessionID: info.id, info: message.info })
    for (const part of message.parts)
      bus.publish("message.part.updated", { sessionID: info.id, part, time: Date.now() })
  }
  return info
}
