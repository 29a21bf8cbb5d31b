import { rekeyDispatches } from "../dispatch/run/rekey-dispatches.ts"
import { editRecord } from "../session/events.ts"
import type { JournalRecord } from "../session/events.ts"
import type { Edit, Target } from "../session/edit.ts"
import type { Insert } from "../session/insert.ts"
import { WHOLE_MESSAGE } from "../session/transcript.ts"
import type { HostMessage } from "./decode.ts"
import { createDispatchLog } from "./dispatch-log.ts"
import { createJournal } from "./journal.ts"
import type { Runtime } from "./runtime.ts"
import type { Session } from "./sessions.ts"
import { asRecord } from "../session/is-record.ts"
import type { WorkflowRecord } from "../workflow/record.ts"
import { rekeyMessages } from "../workflow/rekey-messages.ts"

/**
 * A fork has the messages of its origin under new ids. Its metadata still names the origin: that
 * session's edits are carried over by order, and their digests decide at replay whether they hold.
 */
export async function carryOverFork(
  { client, state, spilled, folder }: Runtime,
  session: Session,
): Promise<void> {
  if (session.originChecked) return
  const journal = session.journal.refresh()
  const fresh = journal.edits.length === 0 && journal.forkedAt === undefined && !journal.lastRequest
  const settle = (): void => {
    session.originChecked = true
    state.claim(session.id)
  }
  if (!fresh && !session.originAwaited) return settle()
  // Asked again with the next request when the host does not answer, though this one has left by then.
  session.originAwaited = true
  const stored = await state.read(session.id)
  if (!stored) return
  const { session: origin, workflows } = stored
  if (origin === undefined || origin === session.id) return settle()
  const { edits, inserts } = createJournal({
    folder,
    sessionID: origin,
    onMemoryOnly: () => {},
  }).refresh()
  const hasWorkflows = workflows.kind === "valid" && workflows.records.length > 0
  const dispatched = createDispatchLog({
    folder,
    sessionID: origin,
    onMemoryOnly: () => {},
  }).refresh()
  if (edits.length === 0 && !hasWorkflows && dispatched.length === 0) return settle()
  const [theirs, ours] = await Promise.all([client.messages(origin), client.messages(session.id)])
  // Nothing of a session that is gone can be paired any more.
  if (!theirs && client.isGone(origin)) return settle()
  if (!theirs || !ours) return
  const ids = pairIds(theirs, ours)
  const own = new Set(ours.flatMap((message) => idOf(message.info) ?? []))
  const rekey = (records: readonly WorkflowRecord[]) => rekeyMessages(records, ids, own)
  // An origin without messages does not tell what the fork has of it.
  const isPaired = theirs.length > 0 && ours.length > 0
  if (hasWorkflows && isPaired && !(await state.amend(session.id, rekey))) return
  settle()
  const carried = edits.flatMap((edit): Edit[] => {
    const target = pairedTarget(edit.target, ids)
    const decided = ids.get(edit.at)
    return target && decided ? [{ ...edit, target, at: decided }] : []
  })
  const at = idOf(ours.at(-1)?.info) ?? ""
  session.journal.append([
    { type: "fork", origin, at },
    ...carried.map(editRecord),
    // Requests that have left meanwhile may have placed a newer one.
    ...(journal.inserts.length === 0 ? pairedInserts(inserts, ids) : []),
  ])
  session.dispatches.append(rekeyDispatches(dispatched, ids))
  spilled.carryOver(origin, session.id)
  // A fork of this fork has to look here, not at the origin.
  state.record(session.id, { facts: {} })
}

/** The newest insert, where the fork reaches up to it. */
function pairedInserts(
  inserts: readonly Insert[],
  ids: ReadonlyMap<string, string>,
): JournalRecord[] {
  const last = inserts.at(-1)
  const after = ids.get(last?.after ?? "")
  return last && after !== undefined ? [{ type: "insert", ...last, after }] : []
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

const idOf = (value: unknown): string | undefined => {
  const { id } = asRecord(value)
  return typeof id === "string" ? id : undefined
}

const createdAt = ({ info }: HostMessage): unknown => asRecord(asRecord(info)["time"])["created"]

/** Ids of the origin to ids of the fork, by position. */
function pairIds(
  theirs: readonly HostMessage[],
  ours: readonly HostMessage[],
): Map<string, string> {
  const ids = new Map<string, string>()
  const pair = (a: unknown, b: unknown): void => {
    const [from, to] = [idOf(a), idOf(b)]
    if (from !== undefined && to !== undefined) ids.set(from, to)
  }
  for (const [index, message] of ours.entries()) {
    const other = theirs[index]
    // The first that is not a copy is the fork's own.
    if (!other || createdAt(other) !== createdAt(message)) break
    pair(other.info, message.info)
    message.parts.forEach((part, at) => pair(other.parts[at], part))
  }
  return ids
}
