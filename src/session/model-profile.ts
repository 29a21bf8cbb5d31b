/** What was learned of a model's tokenizer and limits; kept across sessions. */
export interface ModelProfile {
  /** Growth reported by the provider, and the growth we counted, tokens; old samples fade. */
  readonly reported: number
  readonly counted: number
  /** Context size the provider named, or at which it refused, tokens. */
  readonly context?: number | undefined
  /** Milliseconds since the epoch at which that was learned. */
  readonly learned?: number | undefined
  /** The largest prompt that was lately answered. */
  readonly accepted?: Dated | undefined
  /** A context that was seen once, in a refusal or where a server cut, too small to be believed at once. */
  readonly doubted?: Dated | undefined
  /** The bytes of a body that a refusal has taught, and when. */
  readonly body?: { readonly bytes: number; readonly at: number } | undefined
  /** Milliseconds since the epoch of the last change. */
  readonly updated: number
}

/** Tokens, and milliseconds since the epoch. */
export interface Dated {
  readonly tokens: number
  readonly at: number
}

export const EMPTY_PROFILE: ModelProfile = { reported: 0, counted: 0, updated: 0 }

/** Weight of the start factor, in counted tokens: some steps of a session outweigh it. */
const PRIOR_TOKENS = 1_000
/** Above this many counted tokens old samples lose half their weight. */
const MEMORY_TOKENS = 150_000
/** Growth below this is mostly framing and says little about the tokenizer. */
const MIN_SAMPLE = 64
/** No tokenizer of a model in use is further from o200k; measured were 1.02 to 1.61. */
export const MIN_FACTOR = 0.7
export const MAX_FACTOR = 3

/**
 * Real tokens per o200k token by model family, measured as growth reported ÷ growth counted; rounded up,
 * because a start value must not be too small.
 */
const START_FACTORS: readonly (readonly [RegExp, number])[] = [
  [/gpt|codex|o\d(?:-|$)/i, 1.05],
  [/claude|opus|sonnet|haiku/i, 1.25],
  [/deepseek/i, 1.12],
  [/minimax/i, 1.35],
]
const UNKNOWN_START_FACTOR = 1.25

export const startFactor = (modelID: string): number =>
  START_FACTORS.find(([family]) => family.test(modelID))?.[1] ?? UNKNOWN_START_FACTOR

/** Real tokens per counted token: the start value at first, then what was reported. */
export function factorOf(profile: ModelProfile, modelID: string): number {
  const factor =
    (profile.reported + PRIOR_TOKENS * startFactor(modelID)) / (profile.counted + PRIOR_TOKENS)
  return Math.min(MAX_FACTOR, Math.max(MIN_FACTOR, factor))
}

export interface GrowthSample {
  readonly reported: number
  readonly counted: number
}

/** Takes in one growth between two requests; samples that say nothing leave the profile as it is. */
export function learnGrowth(
  profile: ModelProfile,
  sample: GrowthSample,
  now: number,
): ModelProfile {
  const ratio = sample.reported / sample.counted
  if (sample.counted < MIN_SAMPLE || !(ratio >= MIN_FACTOR && ratio <= MAX_FACTOR)) return profile
  const fade = profile.counted > MEMORY_TOKENS ? 0.5 : 1
  return {
    ...profile,
    reported: profile.reported * fade + sample.reported,
    counted: profile.counted * fade + sample.counted,
    updated: now,
  }
}
