import type { Message } from "./transcript.ts"

/** An answer of this many tokens is expected where nothing is known, and never more than this share. */
const DEFAULT_ANSWER = 1_000
const MAX_ANSWER_SHARE = 0.1
/** Answers looked at. */
const RECENT_ANSWERS = 8

/** Tokens the next answer may have, from the recent ones; `context` 0 is an unknown one. */
export function expectedAnswer(messages: readonly Message[], context: number): number {
  const answers = messages
    .flatMap(({ usage }) => (usage ? [usage.output] : []))
    .slice(-RECENT_ANSWERS)
  const largest = Math.max(DEFAULT_ANSWER, ...answers)
  return context > 0 ? Math.min(largest, Math.floor(context * MAX_ANSWER_SHARE)) : largest
}
