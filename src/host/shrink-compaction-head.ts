import { asRecord } from "../session/is-record.ts"
import { factorOf } from "../session/model-profile.ts"
import { replayEdits } from "../session/replay-edits.ts"
import { selectEdits } from "../session/select-edits.ts"
import type { Draft } from "../session/draft.ts"
import { withoutClosedGuidance } from "../session/rules/closed-guidance.ts"
import { closedGuidanceOf } from "../workflow/closed-guidance-of.ts"
import { seenWorkflows } from "./workflows.ts"
import { shrinkHead } from "../session/shrink-head.ts"
import { latestUserIndex, WHOLE_MESSAGE } from "../session/transcript.ts"
import { messagesBehind } from "../session/native/messages-behind.ts"
import type { ModelRef, Transcript } from "../session/transcript.ts"
import { applyRenditions } from "./apply.ts"
import { createDecode } from "./decode.ts"
import { pendingCompaction } from "./compaction-request.ts"
import { planMessages } from "./plan-messages.ts"
import type { HostMessages } from "./plan-messages.ts"
import { modelName } from "../session/transcript.ts"
import type { Runtime } from "./runtime.ts"
import { sessionBudget } from "./session-budget.ts"
import type { Session } from "./sessions.ts"
import { unplannedSize } from "./unplanned-size.ts"

/** Makes the head that the host is about to summarize fit the summarizer's window. */
export async function shrinkCompactionHead(
  runtime: Runtime,
  session: Session,
  messages: HostMessages,
): Promise<void> {
  session.compacting = false
  session.planned = undefined
  const { client, meter, models, native, settings } = runtime
  const history = await client.messages(session.id)
  const request = history && pendingCompaction(history)
  // The flag of a compaction that never came must not cut the request of a turn.
  if (history && !request) return planMessages(runtime, session, messages)
  const place = { sessionID: session.id, directory: runtime.directory }
  const transcript = createDecode()(messages, place)
  const model =
    native.model ??
    // The host summarizes with the model of the message that asks for it, which is not in the head.
    request?.model ??
    transcript.messages[latestUserIndex(transcript.messages)]?.model ??
    UNKNOWN_MODEL
  const budget = sessionBudget(runtime, { model, limits: await client.limits(model), transcript })
  const ids = history && new Set(history.map(({ info }) => String(asRecord(info)["id"])))
  const journal = session.journal.refresh()
  const edits = selectEdits({ transcript, journal, meter, history: ids })
  const { view, applied } = replayEdits({
    transcript,
    // A folded step would tell the summarizer less than it has room for.
    edits: edits.filter(({ target }) => target.field !== WHOLE_MESSAGE),
    meter,
    history: ids,
  })
  const factor = factorOf(models.get(modelName(model)), model.modelID)
  // Of workflows that are not known nothing is taken out; the head is read once.
  const closed = closedGuidanceOf((await seenWorkflows(runtime, session)) ?? [])
  const standing: Draft = {
    transcript,
    budget,
    view,
    edits: applied,
    fresh: [],
    forecast: { tokens: 0, anchor: undefined, factor, counted: 0 },
  }
  const head = shrinkHead({
    draft: withoutClosedGuidance(standing, { closed, meter }),
    meter,
    settings: settings.auto && settings.prune ? { ...settings, steps: 1 } : undefined,
    besides:
      (history
        ? earlierSummary(runtime, createDecode()(history, place))
        : unreadSummary(budget.limit / factor)) + (session.compaction?.added ?? 0),
  })
  noteBehind(session, createDecode()(history ?? [], place), transcript)
  session.headTokens = head.tokens
  // Nobody knows then whether it is a compaction after all.
  if (!history) session.unplanned = unplannedSize(runtime, messages)
  applyRenditions(messages, head.draft.view)
}

/** It has the fallback's limits. */
const UNKNOWN_MODEL: ModelRef = { providerID: "", modelID: "" }

/** Counted tokens of the summary that the new one is to continue. */
const earlierSummary = ({ meter }: Runtime, { messages }: Transcript): number => {
  const summary = messages.findLast((message) => message.summary && message.parts.length > 0)
  return summary ? meter.message(summary) : 0
}

/** Where the history cannot be read, room is left for a summary as long as they usually become. */
const unreadSummary = (window: number): number =>
  Math.ceil(Math.min(LONG_SUMMARY, SUMMARY_SHARE * window))

/** Counted tokens that a summary seldom exceeds; and of a small window, the share that it may have. */
const LONG_SUMMARY = 4_000
const SUMMARY_SHARE = 1 / 8

/** With the head it is known what stays as it is. */
function noteBehind({ compaction }: Session, whole: Transcript, head: Transcript): void {
  const last = head.messages.at(-1)
  if (!compaction || !last) return
  const { id, overflow } = compaction.request
  compaction.behind = messagesBehind({
    transcript: whole,
    head: last.id,
    request: id,
    overflow,
  }).flatMap(({ parts }) =>
    parts.flatMap((part) =>
      part.kind === "text" ? [part.text] : part.kind === "tool" ? [part.output] : [],
    ),
  )
}
