import type { Budget, ModelLimits } from "../session/budget.ts"
import { factorOf, learnGrowth } from "../session/model-profile.ts"
import { reportedOverhead } from "../session/forecast.ts"
import type { PlanInput } from "../session/plan-request.ts"
import { readPrior } from "../session/read-prior.ts"
import { modelName, sameModel } from "../session/transcript.ts"
import type { Message, ModelRef, Transcript } from "../session/transcript.ts"
import { closedGuidanceOf } from "../workflow/closed-guidance-of.ts"
import { assumedSystem, assumedTools } from "./assumed-sizes.ts"
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
  /** Counted tokens of the system text, as last seen or assumed. */
  readonly system: number
  /** The tools that are sent, as far as the host tells. */
  readonly schemas: string
}

/** All that the next request of a session is decided from. */
export async function gatherPlanInput(
  runtime: Runtime,
  session: Session,
  { transcript, model }: { readonly transcript: Transcript; readonly model: ModelRef },
): Promise<GatheredInput> {
  const { client, clock, meter, models, settings } = runtime
  const name = modelName(model)
  const journal = session.journal.refresh()
  const prior = readPrior({ transcript, model, journal, meter })
  if (prior.growth) models.set(name, learnGrowth(models.get(name), prior.growth, clock()))
  const factor = factorOf(models.get(name), model.modelID)
  if (prior.anchor) measureOverhead(session, prior.anchor.message, factor)

  // What the gate saw last is as good as the host's list; without either no stage may run.
  const seen = session.seen.get(name)
  const limits = (await client.limits(model)) ?? seen?.limits
  const requestedOutput = seen?.output
  const stated = statedContext(limits)
  const known = session.overhead?.model === name ? session.overhead.tokens / factor : undefined
  const schemas = await client.toolSchemas(model)
  const sentSystem = session.sentSystem ?? journal.lastRequest?.system
  reviewLimit(runtime, name, {
    answer: transcript.messages.findLast(
      (message) => message.usage && !message.summary && sameModel(message.model, model),
    ),
    stated,
    overhead: factor * (known ?? (sentSystem ?? 0) + meter.repeated(schemas ?? "")),
  })
  const budget = pressed(
    session,
    sessionBudget(runtime, { model, limits, transcript, requestedOutput }),
  )
  const tools = schemas === undefined ? assumedTools(budget.limit) : meter.repeated(schemas)
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
      overhead: known ?? system + tools,
      fruitlessAt: session.fruitlessAt,
      settings: limits ? settings : { ...settings, auto: false },
      summaries: await summaryTerms(runtime, model),
      inserted: state.inserted,
      closed: closedGuidanceOf(state.workflows),
      meter,
    },
    state,
    system,
    schemas: schemas ?? "",
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

/** The answer to a request that was counted whole tells what stands around its messages. */
function measureOverhead(session: Session, answer: Message, factor: number): void {
  const { counted } = session
  if (!counted || !answer.usage || counted.model !== modelName(answer.model)) return
  if (answer.id > counted.at)
    session.overhead = {
      model: counted.model,
      tokens: reportedOverhead({ reported: answer.usage.prompt, counted: counted.tokens, factor }),
    }
  session.counted = undefined
}
