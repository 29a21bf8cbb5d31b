import { deltaUnits, wholeDelta } from "./delta-units.ts"
import { placeholderCost } from "./dropped-section.ts"
import { fillLines } from "./fill-lines.ts"
import type { FilledText } from "./fill-lines.ts"
import { fillWithDelta } from "./fill-with-delta.ts"
import { fitConstraints } from "./fit-constraints.ts"
import type { MeasuredLine } from "./fit-constraints.ts"
import { contextUnits } from "./kept-in-mind.ts"
import { guideUnits, identityUnits } from "./prompt-frame.ts"
import { CONSTRAINTS_TITLE, unfitLine } from "./prompt-texts.ts"
import { RANK, reservedLine, unitsCost } from "./prompt-unit.ts"
import type { PromptUnit } from "./prompt-unit.ts"
import type { StageInput } from "./stage-input.ts"

export interface ConstrainedInput {
  readonly input: StageInput
  /** Below the stable prefix; empty: none. */
  readonly banner: string
  /** Lines of the task that bind. */
  readonly lines: readonly MeasuredLine[]
  /** What of the task stands above those lines, and below all else. */
  readonly above: readonly PromptUnit[]
  readonly below: readonly PromptUnit[]
}

export type ConstrainedForm =
  | { readonly ok: true; readonly filled: FilledText }
  /** Lines that find no room even clipped. */
  | { readonly ok: false; readonly unfit: readonly string[] }

/** The sum of lines can be below the whole: so often the form is made again with less room. */
const ROUNDS = 4

/** A prompt whose binding lines stand in a list of their own, whole where they fit, else clipped. */
export function constrainedForm({
  input,
  banner,
  lines,
  above,
  below,
}: ConstrainedInput): ConstrainedForm {
  const { prompt, piece, goal, count, digest } = input
  const { frame } = prompt
  const start = [
    ...identityUnits(frame, banner),
    ...above,
    ...(lines.length === 0 ? [] : [reservedLine(CONSTRAINTS_TITLE)]),
  ]
  const guide = frame ? guideUnits(frame, { piece, isBinding: false }) : []
  const end = [...guide, ...contextUnits(input), ...below]
  const reservedEnd = end.filter(({ rank }) => rank === RANK.reserved)
  const delta = deltaUnits(frame, { digest, clipsReview: true })
  let room = goal - unitsCost([...start, ...reservedEnd], count) - placeholderCost(count)
  for (let round = 0; round < ROUNDS; round++) {
    const fitted = fitConstraints({ lines, room, count, digest })
    if (!fitted.ok) return fitted
    const left = room - unitsCost(fitted.units, count)
    const isDeltaKept = fitted.isWhole && unitsCost(delta, count) <= left
    const fill = (context: readonly PromptUnit[]): FilledText =>
      fillLines({ ...input, units: [...start, ...fitted.units, ...context, ...end] })
    const filled = isDeltaKept
      ? fillWithDelta({ ...input, frame, clipsReview: true, fill })
      : fill(wholeDelta(frame))
    if (filled.tokens <= goal) return { ok: true, filled }
    room -= filled.tokens - goal
  }
  return { ok: false, unfit: lines.map(({ text }) => unfitLine(text)) }
}
