import { MAX_FACTOR } from "./model-profile.ts"
import type { Dated, ModelProfile } from "./model-profile.ts"

/** Days for which a limit counts that a refusal has taught: plans, servers and models change. */
export const LEARNED_DAYS = 7
const LEARNED_MS = LEARNED_DAYS * 24 * 60 * 60 * 1_000

/** Whether what was seen then still counts. */
export const isRecent = (time: number, now: number): boolean => Math.abs(now - time) < LEARNED_MS

/** The context that a provider's refusal has taught, tokens, while it is believed. */
export const learnedContext = (profile: ModelProfile, now: number): number | undefined =>
  isRecent(profile.learned ?? profile.updated, now) ? profile.context : undefined

/** The largest prompt that the provider has lately answered, tokens; 0 where none is known. */
export const acceptedPrompt = ({ accepted }: ModelProfile, now: number): number =>
  accepted && isRecent(accepted.at, now) ? accepted.tokens : 0

/** The small context that was seen once, tokens, while a second time would confirm it. */
export const doubtedContext = ({ doubted }: ModelProfile, now: number): number | undefined =>
  doubted && isRecent(doubted.at, now) ? doubted.tokens : undefined

/** Without the limit that was learned; growth and all else stay. */
export const withoutLimit = ({
  context: _context,
  learned: _learned,
  ...rest
}: ModelProfile): ModelProfile => rest

/** A limit of an earlier version has no date: it grows old from now on. */
export const withDate = (profile: ModelProfile): ModelProfile =>
  profile.context === undefined || profile.learned !== undefined
    ? profile
    : { ...profile, learned: profile.updated }

/**
 * Takes in a prompt that was answered. One over the learned limit, answered since, takes that back
 * where the model's context is larger without it.
 */
export function learnAccepted(
  profile: ModelProfile,
  answered: Dated,
  { now, otherwise }: { readonly now: number; readonly otherwise: number },
): ModelProfile {
  const { context = Infinity, learned = 0 } = profile
  const isDisproved = answered.tokens > context && answered.at > learned && context < otherwise
  const kept = isDisproved ? withoutLimit(profile) : profile
  return answered.tokens > acceptedPrompt(profile, now) && isRecent(answered.at, now)
    ? { ...kept, accepted: answered }
    : kept
}

/**
 * The prompt that an answer reports, tokens, as far as what was counted of it bears that out; 0 where
 * it is more than the model takes.
 */
export const answeredPrompt = (
  { reported, counted }: { readonly reported: number; readonly counted: number },
  stated: number,
): number => (reported <= (stated || Infinity) ? Math.min(reported, MAX_FACTOR * counted) : 0)
