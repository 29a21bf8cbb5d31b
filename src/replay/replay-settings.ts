import type { BudgetSettings, ModelLimits } from "../session/budget.ts"
import type { Draft } from "../session/draft.ts"
import type { MeterPorts } from "../session/meter.ts"
import type { Plan, PlanInput, PlanSettings } from "../session/plan-request.ts"
import type { ModelRef, Transcript } from "../session/transcript.ts"
import type { CachePrices } from "./prompt-cache.ts"
import type { RecordedMessage } from "./recorded-session.ts"

export interface ReplaySettings {
  /** Undefined: a context is chosen for each session, so that half of its largest prompt fits. */
  readonly context: number | undefined
  /** Output tokens of the model. */
  readonly output: number
  /** Tokens that the provider is taken to report for each token we count. */
  readonly factor: number
  /** Counted tokens of system text and tool schemas, which exports do not hold. */
  readonly system: number
  readonly prices: CachePrices
  readonly plan: PlanSettings
  readonly budgetOf: (model: ModelRef) => BudgetSettings
  /** What decides about a request; the plugin's own pipeline unless it is to be compared with another. */
  readonly planner?: (input: PlanInput) => Plan
}

/** What replay needs of the world. */
export interface ReplayPorts extends MeterPorts {
  /** A decoder that hands out equal parts as the same objects. */
  readonly createDecode: () => Decode
  /** The messages as the host sends them after this plan; the given ones must stay as they are. */
  readonly apply: (messages: readonly RecordedMessage[], draft: Draft) => readonly RecordedMessage[]
  /** Milliseconds since whenever. */
  readonly clock: () => number
}

export type Decode = (
  messages: readonly RecordedMessage[],
  session: { readonly sessionID: string; readonly directory: string },
) => Transcript

/** The model that a replay pretends to have, and what of it a prompt may fill. */
export interface ReplayLimits extends ModelLimits {
  readonly chosen: "given" | "half-of-peak"
}
