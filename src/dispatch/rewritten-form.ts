import { deltaUnits, wholeDelta } from "./delta-units.ts"
import { placeholderCost } from "./dropped-section.ts"
import type { EmergencyInput } from "./emergency-form.ts"
import { fillLines } from "./fill-lines.ts"
import type { FilledText } from "./fill-lines.ts"
import { contextUnits } from "./kept-in-mind.ts"
import { guideUnits, identityUnits } from "./prompt-frame.ts"
import { RANK, reservedLine, unitsCost } from "./prompt-unit.ts"
import type { PromptUnit } from "./prompt-unit.ts"
import {
  CONSTRAINTS_TITLE,
  EMERGENCY_BANNER,
  REWRITTEN_TITLE,
  SECTION_NAMES,
} from "./prompt-texts.ts"

export interface RewrittenInput extends EmergencyInput {
  /** The task as a model has shortened it. */
  readonly rewritten: string
  /** Lines that have to stand in the prompt whole, whatever the model left out. */
  readonly constraints: readonly string[]
}

/** A model's shorter form of the task, with every line that binds and a way back to the whole task. */
export function rewrittenForm(input: RewrittenInput): FilledText {
  const { prompt, constraints, count, digest, goal } = input
  const { frame, task } = prompt
  const standing = new Set(input.rewritten.split("\n").map((line) => line.trim()))
  const missing = constraints.filter((line) => !standing.has(line.trim()))
  const original: PromptUnit = {
    text: task,
    glue: "\n",
    rank: RANK.never,
    section: { name: SECTION_NAMES.task },
  }
  const start = [
    ...identityUnits(frame, input.override ? input.override : EMERGENCY_BANNER),
    ...(missing.length === 0 ? [] : [CONSTRAINTS_TITLE, ...missing]).map((line) =>
      reservedLine(line),
    ),
  ]
  const end = [
    ...(frame ? guideUnits(frame, { piece: input.piece, isBinding: false }) : []),
    ...contextUnits(input),
    reservedLine(REWRITTEN_TITLE),
    reservedLine(input.rewritten),
    original,
  ]
  const fixed = [...start, ...end.filter(({ rank }) => rank === RANK.reserved)]
  const delta = deltaUnits(frame, { digest, clipsReview: true })
  const isDeltaKept = unitsCost([...fixed, ...delta], count) + placeholderCost(count) <= goal
  return fillLines({
    ...input,
    units: [...start, ...(isDeltaKept ? delta : wholeDelta(frame)), ...end],
  })
}
