import type { Message as HostInfo, Part as HostPart } from "@opencode-ai/sdk"
import { editRecord } from "../session/events.ts"
import type { JournalRecord } from "../session/events.ts"
import type { JournalState } from "../session/journal-state.ts"
import { growthSample } from "../session/learn-from-usage.ts"
import { factorOf, learnGrowth } from "../session/model-profile.ts"
import { planRequest } from "../session/plan-request.ts"
import type { Plan } from "../session/plan-request.ts"
import { effectToast, prunedToast } from "../session/texts.ts"
import { latestUserIndex } from "../session/transcript.ts"
import type { ModelRef, Transcript } from "../session/transcript.ts"
import { applyRenditions } from "./apply.ts"
import { carryOverFork } from "./carry-over-fork.ts"
import { modelName } from "./runtime.ts"
import type { Runtime } from "./runtime.ts"
import { sessionBudget } from "./session-budget.ts"
import type { Session } from "./sessions.ts"

export type HostMessages = { info: HostInfo; parts: HostPart[] }[]

/** System text assumed before an agent's first request has shown it, counted tokens. */
const SYSTEM_ALLOWANCE = 4_000
/** Of a small window, the most that is assumed. */
const SYSTEM_SHARE = 0.125

/** Plans the next request of a session, journals what was decided and rewrites the host's messages. */
export async function planMessages(
  runtime: Runtime,
  session: Session,
  messages: HostMessages,
): Promise<void> {
  const { clock, meter, models, settings } = runtime
  const started = clock()
  session.planned = undefined
  await carryOverFork(runtime, session, messages)
  const transcript = session.decode(messages, {
    sessionID: session.id,
    directory: runtime.directory,
  })
  const user = transcript.messages[latestUserIndex(transcript.messages)]
  if (!user) return
  const journal = session.journal.refresh()
  const budget = sessionBudget(runtime, {
    model: user.model,
    limits: await runtime.client.limits(user.model),
    transcript,
  })
  const tools = meter.measure(await runtime.client.toolSchemas(user.model)).tokens
  const system =
    session.sentSystem ?? Math.min(SYSTEM_ALLOWANCE, Math.floor(SYSTEM_SHARE * budget.limit))

  const profile = () => models.get(modelName(user.model))
  const plan = await planRequest({
    transcript,
    model: user.model,
    journal,
    budget,
    factor: factorOf(profile(), user.model.modelID),
    overhead: system + tools,
    settings,
    meter,
    signal: new AbortController().signal,
  })
  const { draft } = plan
  const at = transcript.messages.at(-1)?.id ?? user.id
  session.journal.append([
    ...reviewAnswer({ runtime, session, journal, plan, transcript, model: user.model }),
    ...draft.fresh.map(editRecord),
  ])
  applyRenditions(messages, draft.view)
  session.planned = {
    plan,
    model: user.model,
    user: user.id,
    at,
    system,
    tools,
    ms: clock() - started,
    settled: false,
  }
  session.systemSizes = []
  announce(runtime, session, plan)
}

interface ReviewInput {
  readonly runtime: Runtime
  readonly session: Session
  readonly journal: Readonly<JournalState>
  readonly plan: Plan
  readonly transcript: Transcript
  readonly model: ModelRef
}

/** A saving below this, tokens, is too small to look for in a report. */
const MIN_EFFECT = 1_000

/** Compares the newest answer's usage with its forecast, and learns the model's factor from it. */
function reviewAnswer({ runtime, journal, plan, transcript, model }: ReviewInput): JournalRecord[] {
  const { anchor, draft } = plan
  const { models, meter, clock } = runtime
  if (!anchor || anchor.message.id === journal.lastResponse) return []
  const sent = { transcript, anchor, view: draft.view, edits: draft.edits, meter }
  const sample = draft.fresh.length === 0 ? growthSample(sent) : undefined
  const name = modelName(model)
  if (sample) models.set(name, learnGrowth(models.get(name), sample, clock()))
  const last = journal.lastRequest
  const reported = anchor.message.usage?.prompt ?? 0
  if (!last || last.at >= anchor.message.id) return []
  const { forecast } = last
  const saved = last.before - forecast
  const records: JournalRecord[] = [
    { type: "response", message: anchor.message.id, reported, forecast },
  ]
  if (last.edits > 0 && saved >= MIN_EFFECT && reported > forecast + saved / 2) {
    records.push({ type: "effect_alarm", message: anchor.message.id, reported, forecast, saved })
    runtime.notifyOnce(`effect ${transcript.sessionID}`, effectToast({ forecast, reported }))
  }
  return records
}

/** Dense renderings of new outputs are no news; a batch is told once, with what it did. */
function announce({ client, facts }: Runtime, session: Session, { draft, before }: Plan): void {
  const { fresh, budget, forecast } = draft
  if (fresh.length === 0 || before <= budget.trigger) return
  client.toast(
    prunedToast({ before, after: forecast.tokens, limit: budget.limit, edits: fresh.length }),
    "info",
  )
  facts.record(session.id, {
    facts: {
      "compaction_stage:stage_a_prune": true,
      compaction_prompt_tokens_before: before,
      compaction_prompt_tokens_after: forecast.tokens,
      compaction_prompt_token_budget: budget.limit,
    },
    count: "compaction_count",
  })
}
