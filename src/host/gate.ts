import type { Hooks } from "@opencode-ai/plugin"
import type { Draft } from "../session/draft.ts"
import type { JournalRecord } from "../session/events.ts"
import { countMessages, forecastRequest } from "../session/forecast.ts"
import { factorOf } from "../session/model-profile.ts"
import { nativeToast, OVERFLOW_TERMINAL, overflowToast } from "../session/texts.ts"
import type { Message } from "../session/transcript.ts"
import { modelName } from "../session/transcript.ts"
import type { Runtime } from "./runtime.ts"
import { sessionBudget } from "./session-budget.ts"
import type { PlannedRequest, Session } from "./sessions.ts"

type ParamsHook = NonNullable<Hooks["chat.params"]>
export type ParamsInput = Parameters<ParamsHook>[0]
export type ParamsOutput = Parameters<ParamsHook>[1]

/** The host's own requests: short, or shrunk elsewhere. */
export const INTERNAL_AGENTS: ReadonlySet<string> = new Set(["summary", "compaction"])

/** Thrown on purpose: nothing is sent. */
export class PromptOverflowError extends Error {
  override readonly name = "PromptOverflowError"
}

/** The form in which the host recognises an overflow and compacts instead of failing. */
export const HOST_OVERFLOW = {
  type: "error",
  error: {
    code: "context_length_exceeded",
    message: "staged-compaction: the request was held back before dispatch",
  },
} as const

/**
 * The last look before a request leaves: lets it pass and records it, or asks the host to compact
 * instead, or refuses it. Repeating it without a new plan gives the same answer.
 */
export function gate(
  runtime: Runtime,
  session: Session,
  input: ParamsInput,
  output: ParamsOutput,
): void {
  const { planned } = session
  if (input.agent === "title") return gateTitle(runtime, session, input)
  session.lastAgent = input.agent
  if (INTERNAL_AGENTS.has(input.agent) || !planned) return
  const { plan, model, user } = planned
  const { transcript } = plan.draft
  const budget = sessionBudget(runtime, {
    model,
    limits: input.model.limit,
    transcript,
    requestedOutput: output.maxOutputTokens,
  })
  if (output.maxOutputTokens !== undefined && output.maxOutputTokens > budget.reserve)
    output.maxOutputTokens = Math.max(1, budget.reserve)
  const system = session.systemSizes.length > 0 ? Math.max(...session.systemSizes) : planned.system
  const forecast = finalForecast({ runtime, session, planned, system })

  if (forecast <= budget.limit)
    return pass({ runtime, session, planned, forecast, budget, system, agent: input.agent })
  const journal = session.journal.refresh()
  // oxlint-disable-next-line no-throw-literal -- the host recognises an overflow by this plain object
  if (planned.outcome === "forced") throw HOST_OVERFLOW
  if (
    runtime.settings.auto &&
    runtime.native.auto &&
    !journal.forced.has(user) &&
    nativeCanHelp(runtime, planned, budget.limit)
  ) {
    planned.outcome = "forced"
    session.journal.append([
      { type: "native-compaction", how: "forced", at: planned.at, user, forecast },
    ])
    runtime.client.toast(nativeToast({ forecast, limit: budget.limit, when: "now" }), "warning")
    // oxlint-disable-next-line no-throw-literal -- the host recognises an overflow by this plain object
    throw HOST_OVERFLOW
  }
  refuse({ runtime, session, user, forecast, limit: budget.limit })
}

/** The host's own words around the prompt that it wants a title for, counted tokens. */
const TITLE_FRAME = 1_500

/**
 * The host asks for a title beside the first request, with the whole prompt and often of a smaller
 * model. Without an answer the session keeps its default title.
 */
function gateTitle(runtime: Runtime, session: Session, { model }: ParamsInput): void {
  const ref = { providerID: model.providerID, modelID: model.id }
  const { limit } = sessionBudget(runtime, {
    model: ref,
    limits: model.limit,
    transcript: { sessionID: session.id, directory: runtime.directory, messages: [] },
  })
  const factor = factorOf(runtime.models.get(modelName(ref)), ref.modelID)
  if (factor * (runtime.meter.measure(session.prompted).tokens + TITLE_FRAME) > limit)
    throw new PromptOverflowError(OVERFLOW_TERMINAL)
}

/** The planned forecast with the system text that is really sent. */
function finalForecast({
  runtime,
  session,
  planned,
  system,
}: {
  runtime: Runtime
  session: Session
  planned: PlannedRequest
  system: number
}): number {
  const { draft, anchor } = planned.plan
  if (anchor)
    return Math.ceil(
      draft.forecast.tokens + draft.forecast.factor * (system - (session.sentSystem ?? system)),
    )
  const { transcript, view, edits, forecast } = draft
  return forecastRequest({
    transcript,
    view,
    edits,
    anchor: undefined,
    meter: runtime.meter,
    factor: forecast.factor,
    overhead: planned.overhead + system - planned.system,
  }).tokens
}

interface PassInput {
  readonly runtime: Runtime
  readonly session: Session
  readonly planned: PlannedRequest
  readonly forecast: number
  readonly budget: { readonly limit: number; readonly trigger: number }
  readonly system: number
  readonly agent: string
}

function pass({ runtime, session, planned, forecast, budget, system, agent }: PassInput): void {
  session.sentSystem = system
  if (planned.outcome === "sent") return
  planned.outcome = "sent"
  const { plan, model, at, user } = planned
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
      ms: planned.ms,
      ...(anchor ? { anchor: anchor.message.id } : {}),
    },
  ]
  const journal = session.journal.refresh()
  if (
    runtime.settings.auto &&
    runtime.native.auto &&
    forecast > budget.trigger &&
    !isQueued(journal.queuedAt, draft.transcript.messages) &&
    hasGrown(runtime, draft, budget.limit)
  ) {
    // What the stages leave over the trigger, the host compacts behind this step: the next one has room.
    records.push({ type: "native-compaction", how: "queued", at, user, forecast })
    runtime.client.toast(
      nativeToast({ forecast, limit: budget.limit, when: "after this step" }),
      "info",
    )
    session.queued = true
    runtime.client.queueCompaction(session.id, model)
  }
  session.journal.append(records)
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

/** There is history to summarize that was not just summarized, and the latest request alone fits. */
function nativeCanHelp(
  { meter }: Runtime,
  { plan, overhead }: PlannedRequest,
  limit: number,
): boolean {
  const { messages } = plan.draft.transcript
  const summary = messages.findLastIndex((message) => message.summary)
  const answered = messages.findLastIndex(
    (message) => message.usage !== undefined && !message.summary,
  )
  const latest = messages.findLast((message) => message.role === "user")
  const alone = plan.draft.forecast.factor * ((latest ? meter.message(latest) : 0) + overhead)
  return (
    answered >= 0 &&
    (summary < 0 || (messages[answered]?.created ?? 0) > (messages[summary]?.created ?? 0)) &&
    alone <= limit
  )
}

function refuse({
  runtime,
  session,
  user,
  forecast,
  limit,
}: {
  runtime: Runtime
  session: Session
  user: string
  forecast: number
  limit: number
}): never {
  if (!session.journal.refresh().refused.has(user)) {
    session.journal.append([
      { type: "dispatch_prompt_overflow_terminal", message: user, forecast, limit },
    ])
    runtime.client.toast(overflowToast({ forecast, limit }), "error")
    runtime.facts.record(session.id, {
      facts: {
        compaction_overflow_terminal: true,
        compaction_prompt_tokens_before: forecast,
        compaction_prompt_token_budget: limit,
      },
      count: "overflow_terminal_count",
    })
  }
  throw new PromptOverflowError(OVERFLOW_TERMINAL)
}
