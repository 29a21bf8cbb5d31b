import { asRecord } from "../session/is-record.ts"

/** The session that messages name, wherever: other plugins may have added some that name none. */
export function sessionOf(messages: readonly unknown[]): string | undefined {
  for (const message of messages) {
    const named = namedIn(message)
    if (named !== undefined) return named
  }
  return undefined
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
