import { factorOf } from "../session/model-profile.ts"
import { OVERFLOW_TERMINAL, refusedAgainToast } from "../session/texts.ts"
import { modelName } from "../session/transcript.ts"
import type { ParamsInput } from "./gate.ts"
import { PromptOverflowError } from "./overflow-signals.ts"
import { recordTerminal } from "./record-terminal.ts"
import type { Runtime } from "./runtime.ts"
import { sessionBudget } from "./session-budget.ts"
import type { Session } from "./sessions.ts"

/** The host's own requests, which no plan is made for. */
export const INTERNAL_AGENTS: ReadonlySet<string> = new Set(["title", "summary", "compaction"])

/** The host's own words around the prompt that it wants a title for, counted tokens. */
const TITLE_FRAME = 1_500

/**
 * Requests without a plan: a title, which carries the whole first prompt, often to a smaller
 * model; a compaction, whose head was cut to fit; and one whose planning failed.
 */
export function gateUnplanned(runtime: Runtime, session: Session, input: ParamsInput): void {
  if (input.agent === "compaction") stopRefusals(runtime, session)
  const model = { providerID: input.model.providerID, modelID: input.model.id }
  const { limit } = sessionBudget(runtime, {
    model,
    limits: input.model.limit,
    transcript: { sessionID: session.id, directory: runtime.directory, messages: [] },
  })
  const tokens = (): number => {
    if (input.agent === "compaction") return session.headTokens
    if (input.agent !== "title") return session.unplanned ?? 0
    const factor = factorOf(runtime.models.get(modelName(model)), model.modelID)
    return factor * (runtime.meter.measure(session.prompted).tokens + TITLE_FRAME)
  }
  if (tokens() > limit) throw new PromptOverflowError(OVERFLOW_TERMINAL)
}

/** The host compacts after each refusal by the provider; after this many in a row in vain. */
const MAX_REFUSED = 2

/** Ends the run where the provider has refused again what came of a compaction. */
function stopRefusals(runtime: Runtime, session: Session): void {
  const { refusedInRow, compaction, refused } = session
  if (refusedInRow < MAX_REFUSED || compaction?.request.overflow === false) return
  if (refused) {
    const { user, plan } = refused
    const { forecast, budget } = plan.draft
    recordTerminal(runtime, session, { user, forecast: forecast.tokens, limit: budget.limit })
    runtime.notifyOnce(`refused ${session.id} ${user}`, refusedAgainToast)
  }
  throw new PromptOverflowError(OVERFLOW_TERMINAL)
}
