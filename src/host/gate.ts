import type { Hooks } from "@opencode-ai/plugin"
import { asRecord } from "../session/is-record.ts"
import { MAX_RESERVE_SHARE } from "../session/budget.ts"
import type { Budget } from "../session/budget.ts"
import { isCrowded } from "../session/crowded.ts"
import type { JournalRecord } from "../session/events.ts"
import { countMessages, forecastRequest } from "../session/forecast.ts"
import { bodyBytes, statedBody } from "../session/media/body-budget.ts"
import { bodyToast } from "../session/media/media-texts.ts"
import type { Plan } from "../session/plan-request.ts"
import { nativeToast, OVERFLOW_TERMINAL, prepareFailedToast } from "../session/texts.ts"
import { modelName } from "../session/transcript.ts"
import { guessedTokens } from "../session/guessed-tokens.ts"
import { gateUnplanned } from "./gate-unplanned.ts"
import { othersBehind } from "./last-look.ts"
import { HOST_OVERFLOW, isRefusal, PromptOverflowError } from "./overflow-signals.ts"
import { dropPlan, foreseeSystem, keepPlan } from "./keep-plan.ts"
import { refusedSizes, refusePlanned } from "./refuse-planned.ts"
import { mayQueue, queueCompaction } from "./queue-compaction.ts"
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
    session.lastModel = { providerID: input.model.providerID, modelID: input.model.id }
    if (kind === "own") session.compacting = false
  }
  try {
    decide(runtime, session, { kind, input, output })
  } catch (error) {
    if (isRefusal(error)) throw error
    if (!fitsRoughly(runtime, session, { kind, input }))
      throw new PromptOverflowError(OVERFLOW_TERMINAL)
    // The guard lets it leave as it is.
    if (kind === "own" && session.planned) keepPlan(runtime, session, session.planned)
    throw error
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
    overhead: planned.input.factor * planned.overhead,
  })
  if (requested !== undefined && requested + thinking > budget.reserve)
    output.maxOutputTokens = Math.max(1, budget.reserve - thinking)
  const system = session.systemSizes.length > 0 ? Math.max(...session.systemSizes) : planned.system
  const others = othersBehind(session, runtime.meter)
  session.others = others
  const forecast = finalForecast(runtime, planned, { system, others })
  const [bytes, most] = [bodyBytes(planned.plan.draft), statedBody(model) ?? Infinity]
  const sure = forecast - guessedTokens(planned.plan, runtime.meter)
  if (sure <= budget.limit && bytes <= most)
    return pass({ runtime, session, planned, forecast, sure, budget, system, others, agent })
  const sizes = refusedSizes(runtime, { planned, forecast, limit: budget.limit, system })
  // oxlint-disable-next-line no-throw-literal -- the host recognises an overflow by this plain object
  if (planned.outcome === "forced") throw HOST_OVERFLOW
  if (planned.outcome === undefined) {
    dropPlan(session, planned)
    if (!isCrowded(sizes)) foreseeSystem(session, { planned, system })
  }
  const isTooHeavy = bytes > most
  const room = { forecast: sure, limit: budget.limit }
  if (!isTooHeavy && mayForce(runtime, session, planned.plan, room)) {
    planned.outcome = "forced"
    session.forcedInRow++
    session.journal.append([
      { type: "native-compaction", how: "forced", at: planned.at, user, forecast },
    ])
    runtime.client.toast(nativeToast({ forecast, limit: budget.limit, when: "now" }), "warning")
    // oxlint-disable-next-line no-throw-literal -- the host recognises an overflow by this plain object
    throw HOST_OVERFLOW
  }
  planned.outcome = "refused"
  const toast = isTooHeavy ? bodyToast({ bytes, most }) : undefined
  throw refusePlanned(runtime, session, { planned, sizes, toast })
}

/** The forecast with the system text and the messages that are really sent. */
function finalForecast(
  { meter }: Runtime,
  { plan, overhead, system: assumed }: PlannedRequest,
  { system, others }: { readonly system: number; readonly others: number },
): number {
  const { draft, anchor } = plan
  return forecastRequest({
    ...draft,
    counted: draft.forecast.counted,
    anchor,
    meter,
    factor: draft.forecast.factor,
    overhead: overhead + system - assumed,
    system,
    others,
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
  readonly others: number
  readonly agent: string
}

function pass(input: PassInput): void {
  const { runtime, session, planned, forecast, sure, budget, system, others, agent } = input
  session.sentSystem = system
  if (planned.outcome === "sent") return
  keepPlan(runtime, session, planned)
  session.forcedInRow = 0
  session.refused = undefined
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
      counted: system + draft.forecast.counted + others,
      ...(others !== 0 && { others }),
      ms: planned.ms,
      ...(anchor ? { anchor: anchor.message.id } : {}),
    },
  ]
  const { limit } = budget
  if (sure > budget.ceiling && mayQueue(runtime, session, { draft, limit }))
    void queueCompaction(runtime, session, { planned, forecast, limit })
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
