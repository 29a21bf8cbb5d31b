import { fillLines } from "./fill-lines.ts"
import type { FilledText } from "./fill-lines.ts"
import { fillWithDelta } from "./fill-with-delta.ts"
import { contextUnits } from "./kept-in-mind.ts"
import { guideUnits, identityUnits } from "./prompt-frame.ts"
import { reservedLine } from "./prompt-unit.ts"
import type { PromptUnit } from "./prompt-unit.ts"
import { TASK_TITLE } from "./prompt-texts.ts"
import type { StageInput } from "./stage-input.ts"

/**
 * The prompt without what is worth least: every line that binds stays whole and in its place, and the
 * rest of the room goes to the other lines. Where those that bind do not fit, the text is too long.
 */
export function compactPrompt(input: StageInput): FilledText {
  const { prompt, piece, goal } = input
  const { frame } = prompt
  const fill = (delta: readonly PromptUnit[]): FilledText =>
    fillLines({
      ...input,
      units: [
        ...identityUnits(frame),
        ...delta,
        ...(frame ? guideUnits(frame, { piece, isBinding: true }) : []),
        ...contextUnits(input),
        ...(frame ? [reservedLine(TASK_TITLE)] : []),
        ...input.units,
      ],
    })
  const filled = fillWithDelta({ ...input, frame, clipsReview: false, fill })
  return frame === undefined || filled.tokens <= goal
    ? filled
    : fillWithDelta({ ...input, frame, clipsReview: true, fill })
}
