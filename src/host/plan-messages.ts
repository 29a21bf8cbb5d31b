import type { Message as HostInfo, Part as HostPart } from "@opencode-ai/sdk"
import { editRecord } from "../session/events.ts"
import type { JournalRecord } from "../session/events.ts"
import { editKey, lookedUpTo } from "../session/journal-state.ts"
import type { JournalState } from "../session/journal-state.ts"
import type { Replayed } from "../session/replay-edits.ts"
import { planRequest } from "../session/plan-request.ts"
import type { Plan, PlanInput } from "../session/plan-request.ts"
import { readPrior } from "../session/read-prior.ts"
import { findRefetches } from "../session/refetches.ts"
import { summaryUses } from "../session/summary/summary-use.ts"
import { effectToast, summarizingToast } from "../session/texts.ts"
import { latestUserIndex } from "../session/transcript.ts"
import type { ModelRef } from "../session/transcript.ts"
import { applyRenditions } from "./apply.ts"
import { carryOverFork } from "./carry-over-fork.ts"
import { gatherPlanInput } from "./gather-plan-input.ts"
import type { GatheredInput } from "./gather-plan-input.ts"
import { recordInvocations } from "./record-invocations.ts"
import type { Runtime } from "./runtime.ts"
import type { Session } from "./sessions.ts"
import { makeSound } from "./sound-messages.ts"
import { awaitedSummary } from "./summaries.ts"
import { within } from "./within.ts"

export type HostMessages = { info: HostInfo; parts: HostPart[] }[]

/**
 * Plans the next request of a session and rewrites the host's messages. What was found out about
 * earlier requests is journaled; what was decided for this one is not before it leaves.
 */
export async function planMessages(
  runtime: Runtime,
  session: Session,
  messages: HostMessages,
): Promise<void> {
  const { clock, meter } = runtime
  const started = clock()
  makeSound(messages)
  await carryOverFork(runtime, session)
  await recordInvocations(runtime, session, messages)
  const transcript = session.decode(messages, {
    sessionID: session.id,
    directory: runtime.directory,
  })
  const user = transcript.messages[latestUserIndex(transcript.messages)]
  if (!user) return
  const { model } = user
  const { pressing } = session
  const gathered = await gatherPlanInput(runtime, session, {
    transcript,
    model,
    message: messages.find(({ info }) => info.id === user.id)?.info,
  })
  const { first, state, schemas } = gathered
  const { journal, prior, overhead, system } = first
  const { input, plan } = await planWithSummary(runtime, session, { ...gathered, model })
  const { draft } = plan
  const review = reviewAnswer(journal, plan)
  for (const record of review)
    if (record.type === "effect_alarm")
      runtime.notifyOnce(`effect ${session.id}`, effectToast(record))
  const refetches = findRefetches({
    transcript,
    edits: prior.replayed.applied,
    after: lookedUpTo(journal),
  })
  const at = transcript.messages.at(-1)?.id ?? user.id
  session.journal.append([
    ...review,
    ...voidRecords(journal, prior.replayed, at),
    ...refetches.map((refetch) => ({ type: "refetch" as const, ...refetch })),
  ])
  applyRenditions(messages, draft.view, state.insert)
  session.headTokens = undefined
  session.planned = {
    input,
    plan,
    model,
    user: user.id,
    at,
    system,
    overhead,
    decided: [
      ...draft.fresh.map(editRecord),
      ...(state.fresh ? [{ type: "insert" as const, ...state.fresh }] : []),
      ...summaryUses({
        draft,
        summaries: input.journal.summaries,
        meter,
        prices: input.summaries?.arePricesKnown ? input.summaries : undefined,
      }),
    ],
    pressing,
    ms: clock() - started,
    outcome: undefined,
  }
  session.systemSizes = []
  session.systems = []
  session.around = [schemas]
  if (refetches.length > 0)
    runtime.state.record(session.id, { facts: {}, count: "refetch_count", by: refetches.length })
}

/** Whatever holds a summary up beyond its own timeout, a turn goes on. */
const GRACE_MS = 5_000

interface PlannedWith {
  readonly input: PlanInput
  readonly plan: Plan
}

/**
 * Where steps would go into the ledger while a summary of them is being written, or where nothing but
 * a summary makes room, it waits for that and plans again.
 */
async function planWithSummary(
  runtime: Runtime,
  session: Session,
  {
    first,
    context,
    model,
  }: Pick<GatheredInput, "first" | "context"> & { readonly model: ModelRef },
): Promise<PlannedWith> {
  const plan = planRequest(first)
  // Nothing is summarized while the session's workflows are not known.
  const areKnown = !runtime.config.workflows.enabled || session.workflows !== undefined
  const summarizing = areKnown ? awaitedSummary(runtime, session, { plan, model }) : undefined
  if (!summarizing) return { input: first, plan }
  const { timeout } = runtime.config.summarize
  runtime.client.toast(summarizingToast({ seconds: Math.ceil(timeout / 1_000) }), "info")
  await within(() => summarizing.ended, timeout + GRACE_MS)
  const journal = session.journal.refresh()
  const input = { ...first, journal, prior: readPrior({ ...first, model, context, journal }) }
  return { input, plan: planRequest(input) }
}

/** Edits found void for the first time. */
const voidRecords = (
  { voided }: Readonly<JournalState>,
  { stale, absent }: Replayed,
  at: string,
): JournalRecord[] =>
  [
    ...stale.map((edit) => ({ edit, cause: "changed" as const })),
    ...absent.map((edit) => ({ edit, cause: "absent" as const })),
  ]
    .filter(({ edit }) => !voided.has(editKey(edit.target, edit.at)))
    .map(({ edit, cause }) => ({ type: "void", cause, ...edit.target, decided: edit.at, at }))

/** A saving below this, tokens, is too small to look for in a report. */
const MIN_EFFECT = 1_000

/** Compares the newest answer's usage with the forecast of its request. */
function reviewAnswer(journal: Readonly<JournalState>, { anchor }: Plan): JournalRecord[] {
  const last = journal.lastRequest
  if (!anchor?.message.usage || !last) return []
  const message = anchor.message.id
  if (message === journal.lastResponse || last.at >= message) return []
  const { forecast } = last
  const reported = anchor.message.usage.prompt
  const saved = last.before - forecast
  const cosmetic = last.edits > 0 && saved >= MIN_EFFECT && reported > forecast + saved / 2
  return [
    { type: "response", message, reported, forecast },
    ...(cosmetic ? [{ type: "effect_alarm" as const, message, reported, forecast, saved }] : []),
  ]
}
