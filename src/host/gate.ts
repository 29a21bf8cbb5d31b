import type { Hooks } from "@opencode-ai/plugin"
import { asRecord } from "../session/is-record.ts"
import { MAX_RESERVE_SHARE } from "../session/budget.ts"
import type { Budget } from "../session/budget.ts"
import type { Draft } from "../session/draft.ts"
import type { JournalRecord } from "../session/events.ts"
import { countDraft, countMessages, forecastRequest } from "../session/forecast.ts"
import { bodyBytes, statedBody } from "../session/media/body-budget.ts"
import { bodyToast } from "../session/media/media-texts.ts"
import type { Meter } from "../session/meter.ts"
import type { Plan } from "../session/plan-request.ts"
import {
  nativeToast,
  OVERFLOW_TERMINAL,
  overflowToast,
  prepareFailedToast,
} from "../session/texts.ts"
import { modelName } from "../session/transcript.ts"
import { withoutGuesses } from "../session/without-guesses.ts"
import type { Message } from "../session/transcript.ts"
import { gateUnplanned } from "./gate-unplanned.ts"
import { HOST_OVERFLOW, isRefusal, PromptOverflowError } from "./overflow-signals.ts"
import { recordTerminal } from "./record-terminal.ts"
import { requestKind } from "./request-kind.ts"
import type { RequestKind } from "./request-kind.ts"
import type { Runtime } from "./runtime.ts"
import { sessionBudget } from "./session-budget.ts"
import type { PlannedRequest, Session } from "./sessions.ts"
import { prepareAhead } from "./summaries.ts"
import { setSummarizerParams, SUMMARIZER_AGENT } from "./summarizer-agent.ts"
import { thinkingBudget } from "./thinking-budget.ts"

type ParamsHook = NonNullable<Hooks["chat.params"]>
export type ParamsInput = Parameters<ParamsHook>[0]
export type ParamsOutput = Parameters<ParamsHook>[1]

/**
 * The last look before a request leaves: lets it pass and records it, or asks the host to compact
 * instead, or refuses it. Repeating it without a new plan gives the same answer. Where the gate
 * itself fails, what is too large by a rough look does not leave either.
 */
export function gate(
  runtime: Runtime,
  session: Session,
  input: ParamsInput,
  output: ParamsOutput,
): void {
  const kind = requestKind(session, input)
  if (kind !== "title") {
    session.lastAgent = input.agent
    session.lastKind = kind
    if (kind === "own") session.compacting = false
  }
  try {
    decide(runtime, session, { kind, input, output })
  } catch (error) {
    if (isRefusal(error) || fitsRoughly(runtime, session, { kind, input })) throw error
    throw new PromptOverflowError(OVERFLOW_TERMINAL)
  }
}

interface Asked {
  readonly kind: RequestKind
  readonly input: ParamsInput
  readonly output: ParamsOutput
}

/** By what was counted before, and three quarters of the window. */
function fitsRoughly(
  { config }: Runtime,
  { headTokens, planned, titleTokens, unplanned }: Session,
  { kind, input }: Pick<Asked, "kind" | "input">,
): boolean {
  const { context } = asRecord(asRecord(input.model)["limit"])
  const window =
    typeof context === "number" && context > 0 ? context : config.budget.fallbackContext
  const sizes: Record<RequestKind, number | undefined> = {
    own: planned?.plan.draft.forecast.tokens ?? unplanned,
    compaction: headTokens,
    title: titleTokens,
  }
  return (sizes[kind] ?? Infinity) <= (1 - MAX_RESERVE_SHARE) * window
}

function decide(runtime: Runtime, session: Session, { kind, input, output }: Asked): void {
  const { agent } = input
  if (runtime.children.has(session.id)) {
    // A child that answers too much would be compacted by the host.
    if (agent !== SUMMARIZER_AGENT || runtime.children.isDone(session.id))
      throw new PromptOverflowError(OVERFLOW_TERMINAL)
    gateUnplanned(runtime, session, { kind: "child", input })
    return setSummarizerParams(output)
  }
  if (session.isRefused) throw new PromptOverflowError(OVERFLOW_TERMINAL)
  const { planned } = session
  if (kind !== "own" || !planned) return gateUnplanned(runtime, session, { kind, input })
  const { model, user } = planned
  const thinking = thinkingBudget(asRecord(output.options))
  const requested = output.maxOutputTokens
  const requestedOutput = requested === undefined ? undefined : requested + thinking
  // The next plan reserves what this request does, so that what it makes fit here fits.
  session.seen.set(modelName(model), { limits: input.model.limit, output: requestedOutput })
  const budget = sessionBudget(runtime, {
    model,
    limits: input.model.limit,
    transcript: planned.plan.draft.transcript,
    requestedOutput,
  })
  if (requested !== undefined && requested + thinking > budget.reserve)
    output.maxOutputTokens = Math.max(1, budget.reserve - thinking)
  const system = session.systemSizes.length > 0 ? Math.max(...session.systemSizes) : planned.system
  const forecast = finalForecast(runtime.meter, planned, system)
  const { anchor, draft } = planned.plan
  const refuse = (toast: string): never => {
    const overflow = { user, forecast, limit: budget.limit, anchor: anchor?.message.id }
    if (recordTerminal(runtime, session, overflow)) runtime.client.toast(toast, "error")
    throw new PromptOverflowError(OVERFLOW_TERMINAL)
  }
  const [bytes, most] = [bodyBytes(draft), statedBody(model) ?? Infinity]
  if (bytes > most) return refuse(bodyToast({ bytes, most }))
  const sure = finalForecast(withoutGuesses(runtime.meter), planned, system)
  if (sure <= budget.limit)
    return pass({ runtime, session, planned, forecast, sure, budget, system, agent })
  // oxlint-disable-next-line no-throw-literal -- the host recognises an overflow by this plain object
  if (planned.outcome === "forced") throw HOST_OVERFLOW
  if (mayForce(runtime, session, planned.plan, { forecast: sure, limit: budget.limit })) {
    planned.outcome = "forced"
    session.forcedInRow++
    session.journal.append([
      { type: "native-compaction", how: "forced", at: planned.at, user, forecast },
    ])
    runtime.client.toast(nativeToast({ forecast, limit: budget.limit, when: "now" }), "warning")
    // oxlint-disable-next-line no-throw-literal -- the host recognises an overflow by this plain object
    throw HOST_OVERFLOW
  }
  refuse(overflowToast({ forecast, limit: budget.limit }))
}

/** The forecast with the system text that is really sent. */
function finalForecast(
  meter: Meter,
  { plan, overhead, system: assumed }: PlannedRequest,
  system: number,
): number {
  const { draft, anchor } = plan
  return forecastRequest({
    ...draft,
    anchor,
    meter,
    factor: draft.forecast.factor,
    overhead: overhead + system - assumed,
    system,
  }).tokens
}

interface PassInput {
  readonly runtime: Runtime
  readonly session: Session
  readonly planned: PlannedRequest
  readonly forecast: number
  /** The forecast without what is guessed of media. */
  readonly sure: number
  readonly budget: Pick<Budget, "limit" | "ceiling" | "trigger">
  readonly system: number
  readonly agent: string
}

function pass({
  runtime,
  session,
  planned,
  forecast,
  sure,
  budget,
  system,
  agent,
}: PassInput): void {
  session.sentSystem = system
  if (planned.outcome === "sent") return
  planned.outcome = "sent"
  session.forcedInRow = 0
  const { plan, model, at } = planned
  const { draft, anchor, before } = plan
  const records: JournalRecord[] = [
    {
      type: "request",
      at,
      agent,
      model: modelName(model),
      forecast,
      limit: budget.limit,
      trigger: budget.trigger,
      before,
      edits: draft.fresh.length,
      factor: draft.forecast.factor,
      journaled: session.journal.refresh().edits.length,
      system,
      counted: system + countDraft(draft, runtime.meter),
      ms: planned.ms,
      ...(anchor ? { anchor: anchor.message.id } : {}),
    },
  ]
  const journal = session.journal.refresh()
  if (
    runtime.settings.auto &&
    runtime.native.auto &&
    sure > budget.ceiling &&
    !session.queuing &&
    !isQueued(journal.queuedAt, draft.transcript.messages) &&
    hasGrown(runtime, draft, budget.limit)
  )
    void queueCompaction(runtime, session, { planned, forecast, limit: budget.limit })
  session.journal.append(records)
  // The model answers meanwhile. Nobody catches what a timer throws.
  setTimeout(() => {
    try {
      prepareAhead(runtime, session, planned)
    } catch (error) {
      runtime.notifyOnce("prepare", prepareFailedToast(String(error)))
    }
  }, 0)
}

/**
 * What the stages leave over the ceiling, the host compacts behind this step: the next one has room.
 * One that it refuses was never queued.
 */
async function queueCompaction(
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

/** A second compaction can still help, because the first keeps a tail; a third would be a loop. */
const MAX_FORCED_IN_ROW = 2

/**
 * The host's compaction is allowed, has not been tried in vain, and could take out enough: all
 * that is neither a summary already nor the message that has to be answered.
 */
function mayForce(
  { settings, native, meter }: Runtime,
  { forcedInRow }: Session,
  { draft }: Plan,
  { forecast, limit }: { forecast: number; limit: number },
): boolean {
  const { messages } = draft.transcript
  const latest = messages.findLast((message) => message.role === "user")
  const removable = messages.filter((message) => !message.summary && message !== latest)
  const removed = countMessages({ messages: removable, view: draft.view, meter })
  return (
    settings.auto &&
    native.auto &&
    forcedInRow < MAX_FORCED_IN_ROW &&
    removable.some(({ role }) => role === "assistant") &&
    forecast - draft.forecast.factor * removed <= limit
  )
}
