import { factorOf } from "../session/model-profile.ts"
import { replayEdits } from "../session/replay-edits.ts"
import { shrinkHead } from "../session/shrink-head.ts"
import { latestUserIndex } from "../session/transcript.ts"
import { applyRenditions } from "./apply.ts"
import type { HostMessages } from "./plan-messages.ts"
import { modelName } from "./runtime.ts"
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
  const { client, meter, models, settings } = runtime
  if (!settings.auto || !settings.prune) return
  const transcript = session.decode(messages, {
    sessionID: session.id,
    directory: runtime.directory,
  })
  const model = transcript.messages[latestUserIndex(transcript.messages)]?.model
  if (!model) return
  const budget = sessionBudget(runtime, { model, limits: await client.limits(model), transcript })
  const { view, applied } = replayEdits({
    transcript,
    edits: session.journal.refresh().edits,
    meter,
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
