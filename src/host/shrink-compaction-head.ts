import { asRecord } from "../session/is-record.ts"
import { factorOf } from "../session/model-profile.ts"
import { replayEdits } from "../session/replay-edits.ts"
import { shrinkHead } from "../session/shrink-head.ts"
import { latestUserIndex } from "../session/transcript.ts"
import type { ModelRef } from "../session/transcript.ts"
import { applyRenditions } from "./apply.ts"
import { createDecode } from "./decode.ts"
import type { HostMessage } from "./decode.ts"
import type { HostMessages } from "./plan-messages.ts"
import { modelName } from "../session/transcript.ts"
import type { Runtime } from "./runtime.ts"
import { sessionBudget } from "./session-budget.ts"
import type { Session } from "./sessions.ts"

/** Makes the head that the host is about to summarize fit the summarizer's window. */
export async function shrinkCompactionHead(
  runtime: Runtime,
  session: Session,
  messages: HostMessages,
): Promise<void> {
  session.compacting = false
  const { client, meter, models, native, settings } = runtime
  if (!settings.auto || !settings.prune) return
  const transcript = session.decode(messages, {
    sessionID: session.id,
    directory: runtime.directory,
  })
  const history = await client.messages(session.id)
  const model =
    native.model ??
    requestedModel(session, history) ??
    transcript.messages[latestUserIndex(transcript.messages)]?.model
  if (!model) return
  const budget = sessionBudget(runtime, { model, limits: await client.limits(model), transcript })
  const { view, applied } = replayEdits({
    transcript,
    edits: session.journal.refresh().edits,
    meter,
    history: history && new Set(history.map(({ info }) => String(asRecord(info)["id"]))),
  })
  const factor = factorOf(models.get(modelName(model)), model.modelID)
  const draft = {
    transcript,
    budget,
    view,
    edits: applied,
    fresh: [],
    forecast: { tokens: 0, anchor: undefined, factor },
  }
  applyRenditions(messages, shrinkHead({ draft, meter, settings: { ...settings, steps: 1 } }).view)
}

/** The host summarizes with the model of the message that asks for it, which is not in the head. */
function requestedModel(
  session: Session,
  history: readonly HostMessage[] = [],
): ModelRef | undefined {
  const request = history.findLast(({ parts }) =>
    parts.some((part) => asRecord(part)["type"] === "compaction"),
  )
  const place = { sessionID: session.id, directory: "" }
  return request && createDecode()([request], place).messages[0]?.model
}
