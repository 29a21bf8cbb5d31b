import { asRecord } from "../session/is-record.ts"
import { readOverflow } from "../session/overflow-wordings.ts"
import { HOST_OVERFLOW } from "./overflow-signals.ts"
import { refusedAgainToast } from "../session/texts.ts"
import { modelName } from "../session/transcript.ts"
import type { Runtime } from "./runtime.ts"
import type { PlannedRequest, Session } from "./sessions.ts"

/**
 * And only where the conversation made up more than half of it: a limit that no request could keep
 * would end every later session with the model.
 */
const MIN_GAIN = 2

/** Without a number in the refusal, the model's context is taken as this share of what was refused. */
const REFUSED_SHARE = 0.95

/** Takes a provider's refusal into the model's profile, so that no later request repeats it. */
export function learnLimit(
  { sessions, models, clock, notifyOnce }: Runtime,
  sessionID: string,
  error: unknown,
): void {
  const message = JSON.stringify(error) ?? ""
  if (message.includes(HOST_OVERFLOW.error.message)) return
  // The host knows more phrases and the status; its own name for the error is enough.
  const named = asRecord(error)["name"] === "ContextOverflowError"
  const overflow = readOverflow(message) ?? (named ? { context: undefined } : undefined)
  const session = sessions.get(sessionID)
  if (!overflow) return
  const planned = refusedRequest(session)
  if (!planned) {
    // The host ends the run where not even its summarizer's request is taken.
    if (session.lastKind === "compaction" && session.refused)
      notifyOnce(`refused ${sessionID} ${session.refused.user}`, refusedAgainToast)
    return
  }
  session.learnedFrom = planned
  const { draft } = planned.plan
  const refused = draft.forecast.tokens
  const isWorthIt = refused >= MIN_GAIN * draft.forecast.factor * planned.overhead
  if (overflow.context === undefined && !isWorthIt) return
  const context = overflow.context ?? Math.floor(REFUSED_SHARE * refused) + draft.budget.reserve
  const name = modelName(planned.model)
  const profile = models.get(name)
  if (profile.context === undefined || context < profile.context)
    models.set(name, { ...profile, context, updated: clock() })
}

/** Events arrive when they can: the host may have begun to compact before the refusal is told. */
function refusedRequest(session: Session): PlannedRequest | undefined {
  const { lastKind, learnedFrom, planned, refused } = session
  if (planned && lastKind === "own") return planned
  return refused === learnedFrom ? undefined : refused
}
