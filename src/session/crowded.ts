/** What a request over its limit is made of, tokens. */
export interface RefusedSizes {
  readonly forecast: number
  readonly limit: number
  readonly system: number
  readonly tools: number
  /** The message that is to be answered. */
  readonly message: number
  /** More that the provider must have seen, and no count has: tools of servers, as a rule. */
  readonly unseen?: number
}

/** Of the limit, what is little, what is much, and what is nearly all. */
const SHORT_SHARE = 0.05
const LONG_SHARE = 0.25
const FULL_SHARE = 0.8

/**
 * Whether no shorter message helps, because system text and tools leave no room: without it there
 * is too much as well, and a short one beside them alone nearly fills the window.
 */
export function isCrowded({ unseen = 0, ...sizes }: RefusedSizes): boolean {
  const { forecast, limit, system, tools, message } = sizes
  const rest = forecast + unseen - message
  const short = Math.min(message, SHORT_SHARE * limit)
  return rest + short > limit && system + tools + unseen + short >= FULL_SHARE * limit
}

/** Whether a message is in the way of later requests too, whatever stands around it. */
export const isLong = ({ limit, message }: Pick<RefusedSizes, "limit" | "message">): boolean =>
  message > LONG_SHARE * limit

type Crowd = Pick<RefusedSizes, "limit" | "system" | "tools">

/** Whether a later refusal for what stands around the messages tells nothing new. */
export const isSameCrowd = (one: Crowd, other: Crowd): boolean =>
  one.limit === other.limit &&
  Math.abs(one.system + one.tools - other.system - other.tools) <= LONG_SHARE * one.limit
