import { isCrowded } from "../session/crowded.ts"
import { factorOf } from "../session/model-profile.ts"
import { refusedUnseenToast } from "../session/crowded-texts.ts"
import { OVERFLOW_TERMINAL, refusedAgainToast, SUMMARIZER_SYSTEM } from "../session/texts.ts"
import { modelName } from "../session/transcript.ts"
import type { ModelRef } from "../session/transcript.ts"
import { assumedSystem, assumedTools } from "./assumed-sizes.ts"
import type { ParamsInput } from "./gate.ts"
import { PromptOverflowError } from "./overflow-signals.ts"
import { overflowError, refusedSizes } from "./refuse-planned.ts"
import { recordTerminal } from "./record-terminal.ts"
import type { RequestKind } from "./request-kind.ts"
import type { Runtime } from "./runtime.ts"
import { sessionBudget } from "./session-budget.ts"
import type { Session } from "./sessions.ts"
import { othersBehind } from "./last-look.ts"
import { MOST_FACTOR, unplannedHead } from "./unplanned-size.ts"

/**
 * Requests without a plan: a title, which carries the whole first prompt, often to a smaller
 * model; a compaction, whose head was cut to fit; and one that could not be planned. Whatever has no
 * size does not leave.
 */
export function gateUnplanned(
  runtime: Runtime,
  session: Session,
  { kind, input }: { readonly kind: RequestKind | "child"; readonly input: ParamsInput },
): void {
  if (kind === "compaction") stopRefusals(runtime, session)
  const model = { providerID: input.model.providerID, modelID: input.model.id }
  const { limit } = sessionBudget(runtime, {
    model,
    limits: input.model.limit,
    transcript: { sessionID: session.id, directory: runtime.directory, messages: [] },
  })
  const factor = factorOf(runtime.models.get(modelName(model)), model.modelID)
  const count = (text: string): number => runtime.meter.measure(text).tokens
  const sizes: Record<RequestKind | "child", () => number> = {
    // Its system text is ours, and it has no tools.
    child: () => (session.unplanned ?? Infinity) + factor * count(SUMMARIZER_SYSTEM),
    compaction: () =>
      (session.headTokens ?? Infinity) +
      MOST_FACTOR * Math.max(0, othersBehind(session, runtime.meter)),
    title: () => session.titleTokens ?? Infinity,
    own: () => (session.unplanned ?? Infinity) + around(session, { model, factor, limit }),
  }
  const size = sizes[kind]()
  if (size <= limit) return
  const message = kind === "own" ? (session.unplanned ?? Infinity) : size
  throw overflowError({ forecast: size, limit, system: size - message, tools: 0, message })
}

/**
 * Messages that named no session are those of whoever asks next with none of its own: without a plan,
 * or with one that was sent already and is not repeated. Whether they are this session's.
 */
export function claimStray(
  session: Session,
  { kind, stray }: { readonly kind: RequestKind; readonly stray: number },
): boolean {
  const { compacting, planned, retried, unplanned } = session
  const hasOwn = planned
    ? planned.outcome === undefined || planned === retried
    : unplanned !== undefined
  if (kind === "title" || (hasOwn && !compacting)) return false
  session.planned = undefined
  session.sending = undefined
  session.unplanned = stray
  if (compacting) session.headTokens = unplannedHead(session, stray)
  return true
}

/** What stands around the messages, tokens: as an answer has told, else as seen and assumed. */
function around(
  { overhead, sentSystem, systemSizes }: Session,
  asked: { readonly model: ModelRef; readonly factor: number; readonly limit: number },
): number {
  const { model, factor, limit } = asked
  if (overhead?.model === modelName(model)) return overhead.tokens
  const system =
    systemSizes.length > 0 ? Math.max(...systemSizes) : (sentSystem ?? assumedSystem(limit))
  return factor * (system + assumedTools(limit))
}

/** The host compacts after each refusal by the provider; after this many in a row in vain. */
const MAX_REFUSED = 2

/** Ends the run where the provider has refused again what came of a compaction. */
function stopRefusals(runtime: Runtime, session: Session): void {
  const { refusedInRow, compaction, refused } = session
  if (refusedInRow < MAX_REFUSED || compaction?.request.overflow === false) return
  if (!refused) throw new PromptOverflowError(OVERFLOW_TERMINAL)
  const { user, plan, system } = refused
  const { budget, forecast } = plan.draft
  const { limit } = budget
  const counted = forecast.tokens
  const sizes = {
    ...refusedSizes(runtime, { planned: refused, forecast: counted, limit, system }),
    unseen: Math.max(0, limit + 1 - counted),
  }
  recordTerminal(runtime, session, { user, sizes, before: plan.before })
  if (isCrowded(sizes))
    runtime.notifyOnce(`unseen ${session.id}`, refusedUnseenToast({ forecast: counted }))
  else runtime.notifyOnce(`refused ${session.id} ${user}`, refusedAgainToast)
  throw overflowError(sizes)
}
