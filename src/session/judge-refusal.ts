import type { Overflow } from "./read-overflow.ts"

/** A request that a provider has refused for its size; all sizes in tokens. */
export interface Refusal {
  readonly overflow: Overflow
  readonly forecast: number
  /** Output tokens that were kept free beside it. */
  readonly reserve: number
  /** System text, tool schemas and framing, which every request has. */
  readonly overhead: number
  /** The model's context by its configuration; 0 where it states none. */
  readonly stated: number
  /** The most that a request without edits may have. */
  readonly limit: number
  /** The largest prompt that this session had answered by the model, and that any session had. */
  readonly accepted: { readonly here: number; readonly anywhere: number }
  /** The context that an earlier refusal has named, which nobody believed. */
  readonly doubted: number | undefined
  /** Share of the request's characters that are images and other media. */
  readonly media: number
}

/** What a refusal teaches; a doubt is no limit before another refusal names the same. */
export type Lesson =
  | { readonly kind: "none" }
  | { readonly kind: "doubt" | "limit"; readonly context: number }

const NONE: Lesson = { kind: "none" }

/** A request of fewer times its overhead has next to no conversation in it. */
const MIN_GAIN = 2

/** A limit that leaves no room for a conversation would end every session with the model. */
export const leavesRoom = (context: number, overhead: number): boolean =>
  context >= MIN_GAIN * overhead

/** Under this share of the stated context a limit needs a second refusal that names it. */
const DOUBTED_SHARE = 0.25
/** A model that states no context is not sent so much more than it takes. */
const MAX_EXCESS = 2
/** Without a number in the refusal, the model's context is taken as this share of what was refused. */
const REFUSED_SHARE = 0.95
/** Guesses at one context differ by less than this share: what was refused is over it by any amount. */
const MAX_SPREAD = 0.25
/** Smaller requests, by their share of the limit, are refused for something else. */
const FAR_BELOW = 0.3
/** Over this share the body was refused for its bytes. */
const MOSTLY_MEDIA = 0.5

/** What a refusal for size teaches of the model's context: nothing that is not plausible. */
export function judgeRefusal(refusal: Refusal): Lesson {
  const { overflow, forecast, reserve, overhead, stated, accepted, doubted } = refusal
  if (overflow.context === undefined && !isRefusedForTokens(refusal)) return NONE
  const context = overflow.context ?? Math.floor(REFUSED_SHARE * forecast) + reserve
  const most = stated > 0 ? stated - 1 : MAX_EXCESS * (forecast + reserve)
  if (context > most || context < accepted.here || !leavesRoom(context, overhead)) return NONE
  if (!isDoubtful(context, { accepted: accepted.anywhere, stated }))
    return { kind: "limit", context }
  if (doubted === context) return { kind: "limit", context }
  if (overflow.context !== undefined || !isNear(doubted, context)) return { kind: "doubt", context }
  // Two guesses are hardly ever the same: the true size is below both.
  return { kind: "limit", context: Math.max(accepted.here, Math.min(context, doubted)) }
}

const isNear = (doubted: number | undefined, context: number): doubted is number =>
  doubted !== undefined && Math.abs(doubted - context) <= MAX_SPREAD * Math.max(doubted, context)

/** So small a context is believed only when it is seen a second time. */
export const isDoubtful = (
  context: number,
  { accepted, stated }: { readonly accepted: number; readonly stated: number },
): boolean => context < Math.max(accepted, DOUBTED_SHARE * stated)

const isRefusedForTokens = ({ forecast, reserve, overhead, stated, limit, media }: Refusal) =>
  forecast >= FAR_BELOW * (stated > 0 ? stated - reserve : limit) &&
  leavesRoom(forecast, overhead) &&
  media <= MOSTLY_MEDIA
