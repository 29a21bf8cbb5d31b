import type { Draft } from "../session/draft.ts"
import { countMessages } from "../session/forecast.ts"
import { nativeToast } from "../session/texts.ts"
import type { Message } from "../session/transcript.ts"
import type { Runtime } from "./runtime.ts"
import type { PlannedRequest, Session } from "./sessions.ts"

/**
 * What the stages leave over the ceiling, the host compacts behind this step: the next one has room.
 * One that it refuses was never queued.
 */
export async function queueCompaction(
  { client }: Runtime,
  session: Session,
  asked: { readonly planned: PlannedRequest; readonly forecast: number; readonly limit: number },
): Promise<void> {
  const { planned, forecast, limit } = asked
  const { at, user, model } = planned
  session.queued = true
  session.queuing = true
  const isTaken = await client.queueCompaction(session.id, model)
  session.queuing = false
  if (!isTaken) {
    session.queued = false
    return client.log("The host refused to compact after this step")
  }
  session.journal.append([{ type: "native-compaction", how: "queued", at, user, forecast }])
  client.toast(nativeToast({ forecast, limit, when: "after this step" }), "info")
}

/** Whether the host's compaction is allowed, and neither queued already nor in vain. */
export const mayQueue = (
  runtime: Runtime,
  session: Session,
  { draft, limit }: { readonly draft: Draft; readonly limit: number },
): boolean =>
  runtime.settings.auto &&
  runtime.native.auto &&
  !session.queuing &&
  !isQueued(session.journal.refresh().queuedAt, draft.transcript.messages) &&
  hasGrown(runtime, draft, limit)

/** Queued before, and no summary has come of it yet. */
function isQueued(queuedAt: string | undefined, messages: readonly Message[]): boolean {
  if (queuedAt === undefined) return false
  const summary = messages.findLast((message) => message.summary)
  return summary === undefined || summary.id < queuedAt
}

/** Less than this share of the limit since the last summary, and another one would gain nothing. */
const MIN_NATIVE_GAIN = 0.1

/** What came since the last summary, all that another one could take out, is worth the call. */
function hasGrown(
  { meter }: Runtime,
  { transcript, view, forecast }: Draft,
  limit: number,
): boolean {
  const { messages } = transcript
  const summary = messages.findLast((message) => message.summary)
  const since = summary ? messages.filter(({ created }) => created > summary.created) : messages
  return (
    forecast.factor * countMessages({ messages: since, view, meter }) >= MIN_NATIVE_GAIN * limit
  )
}
