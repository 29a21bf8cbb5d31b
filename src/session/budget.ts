/** What the host says of a model, tokens; 0 means unknown. */
export interface ModelLimits {
  readonly context: number
  readonly input?: number | undefined
  readonly output: number
}

export interface BudgetSettings {
  /** A share of the limit when at most 1, else tokens. */
  readonly trigger: number
  readonly target: number
  readonly reserveOutputTokens?: number | undefined
  readonly fallbackContext: number
}

export interface BudgetInput {
  readonly limits: ModelLimits
  readonly settings: BudgetSettings
  /** Output tokens the host will ask for. */
  readonly requestedOutput: number
  /** The host's cap on output tokens, where its user has set another one. */
  readonly outputCap?: number | undefined
  /** `compaction.reserved` of the host's configuration, tokens. */
  readonly hostReserved?: number | undefined
  /** A context size learned from a provider's refusal, tokens. */
  readonly learnedContext?: number | undefined
  /** Tokens an answer usually has: the host compares prompt plus answer with its threshold. */
  readonly expectedAnswer: number
}

/** Tokens; `target` ≤ `trigger` ≤ `ceiling` ≤ `limit`. A forecast equal to the limit fits. */
export interface Budget {
  readonly limit: number
  /** Above it the host would compact behind the answer. */
  readonly ceiling: number
  readonly trigger: number
  readonly target: number
  /** Output tokens that fit beside a prompt at the limit. */
  readonly reserve: number
  /** The model states no limits, and the fallback was taken. */
  readonly assumed: boolean
  /** Bytes of the request's body; undefined where nothing bounds them. */
  readonly body?: number | undefined
}

/** The host's cap on output tokens when a model states none or more. */
export const HOST_OUTPUT_CAP = 32_000
const HOST_RESERVED_CAP = 20_000
/** A model may state an output as large as its context; more than this share is never kept free. */
export const MAX_RESERVE_SHARE = 0.25

/**
 * Of a trigger that the host's threshold has lowered, the most that a target may be: without a
 * distance between the two every request would be a batch.
 */
const MAX_TARGET_SHARE = 0.8

/** Output tokens the host asks for by itself, and keeps free beside a prompt. */
const statedOutput = ({ output }: ModelLimits, cap: number): number =>
  output > 0 ? Math.min(output, cap) : cap

/** The same, fitted to the window: what the host is made to ask for. */
export function hostOutput(limits: ModelLimits, cap = HOST_OUTPUT_CAP): number {
  const window = Math.min(limits.context || Infinity, limits.input || Infinity)
  // The host takes an output of 0 for one that is not stated.
  const share = Math.max(1, Math.floor(window * MAX_RESERVE_SHARE))
  return Math.min(statedOutput(limits, cap), share)
}

/** The output to state of a model instead, tokens; undefined where the host's own fits its window. */
export function fittedOutput(limits: ModelLimits, cap = HOST_OUTPUT_CAP): number | undefined {
  const fitted = hostOutput(limits, cap)
  return limits.context > 0 && fitted < statedOutput(limits, cap) ? fitted : undefined
}

/**
 * limit = input − reserved, or context − reserve, or what a provider taught us, the smallest;
 * trigger = the setting, or the host's own threshold less an answer, the smaller.
 */
export function resolveBudget(input: BudgetInput): Budget {
  const { limits, settings } = input
  const assumed = limits.context <= 0 && !input.learnedContext
  const stated =
    limits.context > 0 ? limits.context : (input.learnedContext ?? settings.fallbackContext)
  const context = Math.min(stated, input.learnedContext ?? Infinity)
  const wanted = settings.reserveOutputTokens ?? input.requestedOutput
  const reserve = Math.max(0, Math.min(wanted, Math.floor(context * MAX_RESERVE_SHARE)))
  const beside = context - reserve
  const hostThreshold = hostUsable(input)
  const limit = Math.max(
    1,
    limits.input ? Math.min(beside, hostThreshold || limits.input, limits.input) : beside,
  )
  const wantedTrigger = absolute(settings.trigger, limit)
  const ceiling =
    hostThreshold > 0
      ? Math.min(limit, Math.max(Math.floor(limit / 2), hostThreshold - input.expectedAnswer))
      : limit
  const trigger = Math.min(wantedTrigger, ceiling)
  const highest = trigger < wantedTrigger ? Math.floor(MAX_TARGET_SHARE * trigger) : trigger
  const target = Math.min(absolute(settings.target, limit), highest)
  return { limit, ceiling, trigger, target, reserve, assumed }
}

/** The host starts its own compaction when a finished request used this much. */
function hostUsable({ limits, hostReserved, outputCap }: BudgetInput): number {
  if (limits.context <= 0) return 0
  if (limits.input)
    return Math.max(
      0,
      limits.input - (hostReserved ?? Math.min(HOST_RESERVED_CAP, hostOutput(limits, outputCap))),
    )
  return Math.max(0, limits.context - hostOutput(limits, outputCap))
}

const absolute = (setting: number, limit: number): number =>
  Math.min(limit, Math.max(1, Math.floor(setting <= 1 ? setting * limit : setting)))
