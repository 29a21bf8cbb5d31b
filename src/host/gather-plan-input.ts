import type { Budget, ModelLimits } from "../session/budget.ts"
import { factorOf, learnGrowth } from "../session/model-profile.ts"
import { reportedOverhead } from "../session/forecast.ts"
import type { PlanInput } from "../session/plan-request.ts"
import { readPrior } from "../session/read-prior.ts"
import { modelName } from "../session/transcript.ts"
import type { ModelRef, Transcript } from "../session/transcript.ts"
import { closedGuidanceOf } from "../workflow/closed-guidance-of.ts"
import { assumedSystem, assumedTools } from "./assumed-sizes.ts"
import { lacksRecall } from "./lacks-recall.ts"
import { learnCut } from "./learn-cut.ts"
import { placeState } from "./place-state.ts"
import type { PlacedState } from "./place-state.ts"
import { reviewLimit } from "./review-limit.ts"
import type { Runtime } from "./runtime.ts"
import { sessionBudget } from "./session-budget.ts"
import type { Session } from "./sessions.ts"
import { summaryTerms } from "./summaries.ts"

export interface GatheredInput {
  readonly first: PlanInput
  readonly state: PlacedState
  /** The tools that are sent, as far as the host tells. */
  readonly schemas: string
  /** The largest prompt that the host states for the model, tokens. */
  readonly context: number | undefined
}

/** All that the next request of a session is decided from. */
export async function gatherPlanInput(
  runtime: Runtime,
  session: Session,
  request: {
    readonly transcript: Transcript
    readonly model: ModelRef
    /** The user's message as the host has it. */
    readonly message?: unknown
  },
): Promise<GatheredInput> {
  const { client, clock, meter, models } = runtime
  const { transcript, model, message } = request
  const name = modelName(model)
  // What the gate saw last is as good as the host's list; without either no stage may run.
  const seen = session.seen.get(name)
  const [told, isMissing] = await Promise.all([
    client.limits(model),
    lacksRecall(client, session.id, message),
  ])
  const limits = told ?? seen?.limits
  const settings = isMissing ? { ...runtime.settings, lacksRecall: true } : runtime.settings
  const context = limits && Math.max(limits.context, limits.input ?? 0)
  const journal = session.journal.refresh()
  const prior = readPrior({ transcript, model, context, journal, meter })
  if (prior.growth) models.set(name, learnGrowth(models.get(name), prior.growth, clock()))
  const factor = factorOf(models.get(name), model.modelID)
  if (prior.isRefuted) session.overhead = undefined
  if (prior.settled)
    session.overhead = { model: name, tokens: reportedOverhead(prior.settled, factor) }

  const schemas = await client.toolSchemas(model)
  const counted = schemas === undefined ? undefined : meter.repeated(schemas)
  const sentSystem = session.sentSystem ?? journal.lastRequest?.system
  const measured = session.overhead?.model === name ? session.overhead.tokens / factor : undefined
  const stated = statedContext(limits)
  const overhead = factor * (measured ?? (sentSystem ?? 0) + (counted ?? 0))
  const { reports } = prior
  reviewLimit(runtime, name, { answer: reports.at(-1), stated, overhead })
  // The gate goes by what is learned here, and so must the plan.
  const asked = journal.lastRequest?.at ?? ""
  learnCut(runtime, { model: name, reports, asked, factor, stated, overhead })
  const requestedOutput = seen?.output
  const budget = pressed(
    session,
    sessionBudget(runtime, { model, limits, transcript, requestedOutput, overhead }),
  )
  const tools = counted ?? assumedTools(budget.limit)
  const system = sentSystem ?? assumedSystem(budget.limit)
  const state = await placeState(runtime, session, {
    transcript,
    prior,
    limit: budget.limit,
  })
  return {
    first: {
      transcript,
      prior,
      journal,
      budget,
      stated,
      factor,
      overhead: measured ?? system + tools,
      system,
      fruitlessAt: session.fruitlessAt,
      settings: limits ? settings : { ...settings, auto: false },
      summaries: await summaryTerms(runtime, model),
      inserted: state.inserted,
      // What they do to other messages than those of a report, nobody knows yet.
      others: prior.anchor ? (session.others ?? journal.lastRequest?.others) : 0,
      closed: closedGuidanceOf(state.workflows),
      meter,
    },
    state,
    schemas: schemas ?? "",
    context,
  }
}

/** A smaller input limit says all that a larger context does. */
const statedContext = ({ context, input }: ModelLimits = { context: 0, output: 0 }): number =>
  input ? Math.min(input, context || input) : context

/** Where dispatches wait for room, the request that comes next makes it. */
function pressed(session: Session, budget: Budget): Budget {
  if (session.pressing !== "asked") return budget
  session.pressing = "done"
  return { ...budget, trigger: budget.target }
}
