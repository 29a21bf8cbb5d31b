import { isCrowded } from "../session/crowded.ts"
import type { RefusedSizes } from "../session/crowded.ts"
import { countMessages, GROWTH_MARGIN } from "../session/forecast.ts"
import { crowdedToast, OVERFLOW_CROWDED } from "../session/crowded-texts.ts"
import { OVERFLOW_TERMINAL, overflowToast } from "../session/texts.ts"
import { PromptOverflowError } from "./overflow-signals.ts"
import { recordTerminal } from "./record-terminal.ts"
import type { Runtime } from "./runtime.ts"
import type { PlannedRequest, Session } from "./sessions.ts"

export interface RefusedRequest {
  readonly planned: PlannedRequest
  readonly forecast: number
  readonly limit: number
  /** Counted tokens of the system text that the request would have had. */
  readonly system: number
}

/**
 * Records that nothing is sent for a planned request, and tells why, once; the same request gets the
 * same answer again. The error is for the caller to throw.
 */
export function refusePlanned(
  runtime: Runtime,
  session: Session,
  {
    planned,
    sizes,
    toast = toastOf(sizes),
  }: {
    readonly planned: PlannedRequest
    readonly sizes: RefusedSizes
    readonly toast?: string | undefined
  },
): PromptOverflowError {
  const { plan, user } = planned
  const { forecast } = sizes
  const isNews = recordTerminal(runtime, session, {
    user,
    sizes,
    before: plan.before + forecast - plan.draft.forecast.tokens,
    anchor: plan.anchor?.message.id,
  })
  if (isNews) runtime.client.toast(toast, "error")
  return overflowError(sizes)
}

const toastOf = (sizes: RefusedSizes): string =>
  isCrowded(sizes) ? crowdedToast(sizes) : overflowToast(sizes)

/** A refusal that says what helps. */
export const overflowError = (sizes: RefusedSizes): PromptOverflowError =>
  new PromptOverflowError(isCrowded(sizes) ? OVERFLOW_CROWDED : OVERFLOW_TERMINAL)

/** What a planned request is made of. */
export function refusedSizes(
  { meter }: Pick<Runtime, "meter">,
  { planned, forecast, limit, system }: RefusedRequest,
): RefusedSizes {
  const { draft } = planned.plan
  const { view, transcript } = draft
  const scale = draft.forecast.factor * (1 + GROWTH_MARGIN)
  const asked = transcript.messages.filter(({ id }) => id === planned.user)
  return {
    forecast,
    limit,
    system: Math.ceil(scale * system),
    tools: Math.ceil(scale * Math.max(0, planned.overhead - planned.system)),
    message: Math.ceil(scale * countMessages({ messages: asked, view, meter })),
  }
}
