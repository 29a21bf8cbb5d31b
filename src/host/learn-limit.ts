import { asRecord } from "../session/is-record.ts"
import { readOverflow } from "../session/overflow-wordings.ts"
import { INTERNAL_AGENTS } from "./gate-unplanned.ts"
import { HOST_OVERFLOW } from "./overflow-signals.ts"
import { modelName } from "../session/transcript.ts"
import type { Runtime } from "./runtime.ts"

/** Without a number in the refusal, the model's context is taken as this share of what was refused. */
const REFUSED_SHARE = 0.95

/** Takes a provider's refusal into the model's profile, so that no later request repeats it. */
export function learnLimit(
  { sessions, models, clock }: Runtime,
  sessionID: string,
  error: unknown,
): void {
  const message = JSON.stringify(error) ?? ""
  if (message.includes(HOST_OVERFLOW.error.message)) return
  // The host knows more phrases and the status; its own name for the error is enough.
  const named = asRecord(error)["name"] === "ContextOverflowError"
  const overflow = readOverflow(message) ?? (named ? { context: undefined } : undefined)
  const { planned, lastAgent } = sessions.get(sessionID)
  if (!overflow || !planned || INTERNAL_AGENTS.has(lastAgent)) return
  const { draft } = planned.plan
  const refused = draft.forecast.tokens
  const context = overflow.context ?? Math.floor(REFUSED_SHARE * refused) + draft.budget.reserve
  const name = modelName(planned.model)
  const profile = models.get(name)
  if (profile.context === undefined || context < profile.context)
    models.set(name, { ...profile, context, updated: clock() })
}
