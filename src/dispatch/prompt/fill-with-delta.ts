import { deltaUnits } from "./delta-units.ts"
import type { DispatchFrame } from "./dispatch-prompt.ts"
import type { FilledText } from "./fill-lines.ts"
import { unitsCost } from "./prompt-unit.ts"
import type { PromptUnit } from "./prompt-unit.ts"

export interface FillWithDeltaInput {
  readonly frame: DispatchFrame | undefined
  /** Tokens that the text may have. */
  readonly goal: number
  readonly count: (text: string) => number
  readonly digest: (text: string) => string
  /** Whether what a review asks for may be clipped as well. */
  readonly clipsReview: boolean
  readonly fill: (delta: readonly PromptUnit[]) => FilledText
}

/** With more than this share of the goal left over, less is taken out of the delta context. */
const SPARE_SHARE = 0.1

/** A text with the delta context in its shortest form, or in a longer one where all else fits besides. */
export function fillWithDelta(input: FillWithDeltaInput): FilledText {
  const { frame, goal, count, fill } = input
  const least = deltaUnits(frame, input)
  const filled = fill(least)
  const room = goal - filled.tokens
  if (least.length === 0 || room < SPARE_SHARE * goal) return filled
  const most = unitsCost(least, count) + room
  const longer = fill(deltaUnits(frame, { ...input, fits: (line) => count(line) < most }))
  return longer.tokens <= goal ? longer : filled
}
