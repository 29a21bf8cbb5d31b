import type { Meter } from "../meter.ts"
import { isSent } from "../transcript.ts"
import type { Message, Transcript } from "../transcript.ts"

/** Compactions in a row with at most one answer between them: another one would gain nothing. */
const MAX_IN_ROW = 3

export interface FruitlessInput {
  readonly transcript: Transcript
  /** Above it the host compacts behind an answer, tokens. */
  readonly ceiling: number
  readonly factor: number
  readonly meter: Meter
}

/**
 * Whether compactions follow one another without making room. The second is known to be in vain
 * where the one answer between them was given to a prompt that was over the ceiling by what the
 * first had left, without what the user wrote since.
 */
export function isFruitless({ transcript, ceiling, factor, meter }: FruitlessInput): boolean {
  const { messages } = transcript
  const summaries = messages.flatMap((message, index) => (message.summary ? [index] : []))
  const stretches = summaries.map((end, at) => messages.slice((summaries[at - 1] ?? -1) + 1, end))
  const inRow = stretches.toReversed().findIndex((stretch) => answersIn(stretch).length > 1)
  const row = inRow < 0 ? summaries.length : inRow + 1
  if (row >= MAX_IN_ROW) return true
  const newest = stretches.at(-1)
  if (stretches.length < 2 || !newest) return false
  const [answer, ...more] = answersIn(newest)
  if (!answer?.usage || more.length > 0) return false
  const written = newest
    .slice(0, newest.indexOf(answer))
    .filter(({ role }) => role === "user")
    .reduce((sum, message) => sum + meter.message(message), 0)
  return answer.usage.prompt - factor * written > ceiling
}

const answersIn = (messages: readonly Message[]): readonly Message[] =>
  messages.filter((message) => message.role === "assistant" && isSent(message))
