import { originalDelta } from "./delta-units.ts"
import type { DispatchPrompt } from "./dispatch-prompt.ts"
import type { FilledText } from "./fill-lines.ts"
import { promptText } from "./prompt-frame.ts"
import { deltaLine } from "./prompt-texts.ts"
import { pruneDelta } from "./prune-delta.ts"

export interface PrunePromptInput {
  readonly prompt: DispatchPrompt
  /** Tokens that the text may have. */
  readonly goal: number
  readonly count: (text: string) => number
  readonly digest: (text: string) => string
}

/** The tokens of a text are not the sum of its parts: so often it is pruned again by what is over. */
const ROUNDS = 3

/** The prompt with its delta context pruned, and nothing else touched. */
export function prunePrompt({ prompt, goal, count, digest }: PrunePromptInput): FilledText {
  const { frame } = prompt
  const text = promptText(prompt)
  const original = frame && originalDelta(frame.delta)
  const tokens = count(text)
  if (frame === undefined || original === undefined) return { text, tokens, dropped: [] }
  const besides = tokens - count(deltaLine(original))
  let room = goal - besides
  for (let round = 1; ; round++) {
    const { json, dropped } = pruneDelta({
      delta: frame.delta,
      digest,
      fits: (candidate) => count(deltaLine(candidate)) <= room,
      clipsReview: true,
    })
    const pruned = promptText(prompt, json)
    const filled = { text: pruned, tokens: count(pruned), dropped }
    if (filled.tokens <= goal || round === ROUNDS) return filled
    room -= filled.tokens - goal
  }
}
