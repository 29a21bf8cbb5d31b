import { regionAhead } from "../session/plan-request.ts"
import type { Plan } from "../session/plan-request.ts"
import { USUAL_PRICES } from "../session/summary/prices.ts"
import type { SummaryTerms } from "../session/summary/wanted-region.ts"
import type { ModelRef } from "../session/transcript.ts"
import type { Runtime } from "./runtime.ts"
import type { PlannedRequest, Session, Summarizing } from "./sessions.ts"
import {
  failuresInRow,
  longestPause,
  summarizeRegion,
  summarizerModel,
} from "./summarize-region.ts"

/** The terms on which summaries are written in this session; undefined where none are. */
export async function summaryTerms(
  { client, config, ...runtime }: Runtime,
  model: ModelRef,
): Promise<SummaryTerms | undefined> {
  if (!config.summarize.enabled) return undefined
  const summarizer = summarizerModel({ client, config, ...runtime }, model)
  const [ours, theirs] = await Promise.all([client.prices(model), client.prices(summarizer)])
  // Prices of two models compare only where both are known.
  const { payback } = config.summarize
  return ours && theirs
    ? { payback, session: ours, summarizer: theirs, arePricesKnown: true }
    : { payback, session: USUAL_PRICES, summarizer: USUAL_PRICES, arePricesKnown: false }
}

/**
 * Nobody writes one now, and the pause after the last failure is over. A pause that is longer than any
 * was written by a clock that went wrong.
 */
export function maySummarize({ clock, config }: Runtime, { journal }: Session): boolean {
  const newest = [...journal.refresh().summaries.values()].at(-1)
  const left = (newest?.until ?? 0) - clock()
  return left <= 0 || left > longestPause(config)
}

/**
 * What a request has to wait for: what is being written already, where its steps would go into the
 * ledger meanwhile; and else a summary of its own only where nothing else makes it small enough, or
 * where none is to be prepared. Never a summarizer that has just failed.
 */
export function awaitedSummary(
  runtime: Runtime,
  session: Session,
  { plan, model }: { readonly plan: Plan; readonly model: ModelRef },
): Summarizing | undefined {
  const { draft, wanted, isWantedNow } = plan
  if (failuresInRow(session) > 0) return undefined
  if (session.summarizing) {
    const isFolding = draft.fresh.some(({ stage }) => stage === "stage_c_fallback")
    if (!wanted && !isFolding) return undefined
    session.summarizing.awaited = true
    return session.summarizing
  }
  const mayBegin = isWantedNow || !preparesAhead(runtime)
  return wanted && mayBegin && maySummarize(runtime, session)
    ? summarizeRegion(runtime, session, { region: wanted, model, awaited: true })
    : undefined
}

const preparesAhead = ({ config }: Runtime): boolean => config.summarize.ahead < 1

/** Growth since the last look, as a share of the trigger, before the next one. */
const LOOK_EVERY = 0.03

/** Behind a request that has left: has the summary written that the next batch will want. */
export function prepareAhead(runtime: Runtime, session: Session, planned: PlannedRequest): void {
  const { config } = runtime
  const { input, plan, model } = planned
  const { budget, forecast } = plan.draft
  const { ahead, enabled } = config.summarize
  if (!enabled || !preparesAhead(runtime) || session.summarizing) return
  if (forecast.tokens < session.lookedAheadAt) session.lookedAheadAt = 0
  const isNear = forecast.tokens >= ahead * budget.trigger
  const hasGrown = forecast.tokens - session.lookedAheadAt >= LOOK_EVERY * budget.trigger
  if (!isNear || !hasGrown || !maySummarize(runtime, session)) return
  session.lookedAheadAt = forecast.tokens
  const region = regionAhead({ ...input, journal: session.journal.refresh() }, plan)
  if (region) void summarizeRegion(runtime, session, { region, model, awaited: false }).ended
}
