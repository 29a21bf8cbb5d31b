import { editRecord } from "../session/events.ts"
import type { Edit, Target } from "../session/edit.ts"
import { WHOLE_MESSAGE } from "../session/transcript.ts"
import type { HostMessage } from "./decode.ts"
import { createJournal } from "./journal.ts"
import type { Runtime } from "./runtime.ts"
import { METADATA_KEY } from "./session-facts.ts"
import type { Session } from "./sessions.ts"
import { asRecord } from "../session/is-record.ts"

/**
 * A fork has the messages of its origin under new ids. Its metadata still names the origin: that
 * session's edits are carried over by order, and their digests decide at replay whether they hold.
 */
export async function carryOverFork(
  { client, facts, folder }: Runtime,
  session: Session,
  messages: readonly HostMessage[],
): Promise<void> {
  if (session.originChecked) return
  const state = session.journal.refresh()
  const fresh =
    state.edits.length === 0 && state.forkedAt === undefined && state.lastRequest === undefined
  const answered = messages.some((message) => asRecord(message.info)["role"] === "assistant")
  if (!fresh || !answered) {
    session.originChecked = true
    return
  }
  // Asked again with the next request when the host does not answer.
  const metadata = await client.metadata(session.id)
  if (!metadata) return
  const origin = asRecord(metadata[METADATA_KEY])["session"]
  const edits =
    typeof origin === "string" && origin !== session.id
      ? createJournal({ folder, sessionID: origin, onMemoryOnly: () => {} }).refresh().edits
      : []
  if (typeof origin !== "string" || edits.length === 0) {
    session.originChecked = true
    return
  }
  const [theirs, ours] = await Promise.all([client.messages(origin), client.messages(session.id)])
  if (!theirs || !ours) return
  session.originChecked = true
  const ids = pairIds(theirs, ours)
  const carried = edits.flatMap((edit): Edit[] => {
    const target = pairedTarget(edit.target, ids)
    const decided = ids.get(edit.at)
    return target && decided ? [{ ...edit, target, at: decided }] : []
  })
  const last = asRecord(ours.at(-1)?.info)["id"]
  const at = typeof last === "string" ? last : ""
  session.journal.append([{ type: "fork", origin, at }, ...carried.map(editRecord)])
  // A fork of this fork has to look here, not at the origin.
  facts.record(session.id, { facts: {} })
}

function pairedTarget(target: Target, ids: ReadonlyMap<string, string>): Target | undefined {
  const message = ids.get(target.message)
  if (!message) return undefined
  if (target.field === WHOLE_MESSAGE) {
    const also = (target.also ?? []).flatMap((other) => ids.get(other) ?? [])
    // A fork that was cut in the middle of what was summarized has the steps themselves.
    return also.length === (target.also ?? []).length ? { ...target, message, also } : undefined
  }
  const part = ids.get(target.part)
  return part === undefined ? undefined : { ...target, message, part }
}

/** Ids of the origin to ids of the fork, by position. */
function pairIds(
  theirs: readonly HostMessage[],
  ours: readonly HostMessage[],
): Map<string, string> {
  const ids = new Map<string, string>()
  const pair = (a: unknown, b: unknown): void => {
    const [from, to] = [asRecord(a)["id"], asRecord(b)["id"]]
    if (typeof from === "string" && typeof to === "string") ids.set(from, to)
  }
  for (const [index, message] of ours.entries()) {
    const other = theirs[index]
    if (!other) break
    pair(other.info, message.info)
    message.parts.forEach((part, at) => pair(other.parts[at], part))
  }
  return ids
}
