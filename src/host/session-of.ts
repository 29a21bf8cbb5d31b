import { asRecord } from "../session/is-record.ts"

/**
 * The session that most messages name, of two the one that is named last: other plugins may have added
 * some that name none, or another.
 */
export function sessionOf(messages: readonly unknown[]): string | undefined {
  const times = new Map<string, number>()
  let most: string | undefined
  for (const message of messages) {
    const named = namedIn(message)
    if (named === undefined) continue
    times.set(named, (times.get(named) ?? 0) + 1)
    if (most === undefined || (times.get(named) ?? 0) >= (times.get(most) ?? 0)) most = named
  }
  return most
}

function namedIn(message: unknown): string | undefined {
  try {
    const { info, parts } = asRecord(message)
    for (const holder of [info, ...(Array.isArray(parts) ? parts : [])]) {
      const { sessionID } = asRecord(holder)
      if (typeof sessionID === "string" && sessionID !== "") return sessionID
    }
  } catch {
    // One that cannot be read names none.
  }
  return undefined
}
