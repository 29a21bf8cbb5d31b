import { asRecord } from "../session/is-record.ts"
import type { RecordedMessage } from "./recorded-session.ts"

/**
 * The messages as they were before the host's own prune, with an id on each message and part. An
 * export does not say which request saw an output cleared, so all see it whole.
 */
export function restoreMessages(
  messages: readonly RecordedMessage[],
  sessionID: string,
): readonly RecordedMessage[] {
  const used = new Set<string>()
  let previous = "msg_"
  return messages.map((message, index) => {
    const info = asRecord(message.info)
    // Ids ascend in time; one of our own sorts right behind the message before it.
    const id = uniqueID(info["id"], `${previous}~${String(index).padStart(5, "0")}`, used)
    if (id === info["id"]) previous = id
    return {
      info: { ...info, id, sessionID },
      parts: message.parts.map((part, at) => ({
        ...withoutClearing(asRecord(part)),
        id: uniqueID(asRecord(part)["id"], `${id}_part_${at}`, used),
        messageID: id,
        sessionID,
      })),
    }
  })
}

function uniqueID(id: unknown, own: string, used: Set<string>): string {
  const chosen = typeof id === "string" && id !== "" && !used.has(id) ? id : own
  used.add(chosen)
  return chosen
}

function withoutClearing(part: Record<string, unknown>): Record<string, unknown> {
  const state = asRecord(part["state"])
  const time = asRecord(state["time"])
  if (time["compacted"] === undefined) return part
  const { compacted: _compacted, ...rest } = time
  return { ...part, state: { ...state, time: rest } }
}
