import { pressureOf } from "../dispatch/wave/pressure.ts"
import { prunedToast } from "../session/texts.ts"
import { modelName } from "../session/transcript.ts"
import type { Runtime } from "./runtime.ts"
import type { PlannedRequest, Session } from "./sessions.ts"

/**
 * What was decided for a request becomes the session's when the request leaves, and is told then:
 * one that does not leave takes nothing away.
 */
export function keepPlan(runtime: Runtime, session: Session, planned: PlannedRequest): void {
  if (planned.outcome === "sent") return
  planned.outcome = "sent"
  const { plan, decided } = planned
  const { fresh, forecast, budget } = plan.draft
  const isFirst = fresh.length > 0 && session.journal.refresh().edits.length === 0
  session.journal.append(decided)
  session.fruitlessAt = plan.fruitlessAt
  if (pressureOf({ used: forecast.tokens, limit: budget.limit }) === "nominal")
    session.pressing = "none"
  // A fork copies the metadata, and finds the journal of its origin by it.
  if (isFirst && !plan.staged) runtime.state.record(session.id, { facts: {} })
  announce(runtime, session, planned)
}

/** The session is as it was before a plan whose request does not leave. */
export function dropPlan(session: Session, { pressing }: PlannedRequest): void {
  session.pressing = pressing
}

/**
 * System text that has grown since the last request: the next plan makes room for it. Where no plan
 * can, it would only take away what fits again once the text is short.
 */
export function foreseeSystem(
  session: Session,
  { planned, system }: { readonly planned: PlannedRequest; readonly system: number },
): void {
  session.sentSystem = system
  const { overhead } = session
  if (overhead?.model !== modelName(planned.model)) return
  const grown = planned.plan.draft.forecast.factor * (system - planned.system)
  session.overhead = { ...overhead, tokens: Math.max(0, overhead.tokens + grown) }
}

/** A batch is told once, with what it did; dense renderings of new outputs are no news. */
function announce(
  { client, state }: Runtime,
  session: Session,
  { input, plan: { draft, before, staged } }: PlannedRequest,
): void {
  if (!staged) return
  const { fresh, budget, forecast } = draft
  client.toast(
    prunedToast({
      before,
      after: forecast.tokens,
      limit: budget.limit,
      edits: fresh.length,
      lacksRecall: input.settings.lacksRecall === true,
    }),
    "info",
  )
  state.record(session.id, {
    facts: {
      ...Object.fromEntries(
        fresh.flatMap(({ stage }) =>
          stage === "initial" ? [] : [[`compaction_stage:${stage}`, true]],
        ),
      ),
      compaction_prompt_tokens_before: before,
      compaction_prompt_tokens_after: forecast.tokens,
      compaction_prompt_token_budget: budget.limit,
    },
    count: "compaction_count",
  })
}
