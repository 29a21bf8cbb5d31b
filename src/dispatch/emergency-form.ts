import { deltaUnits, wholeDelta } from "./delta-units.ts"
import { placeholderCost } from "./dropped-section.ts"
import { fillLines } from "./fill-lines.ts"
import type { FilledText } from "./fill-lines.ts"
import { fillWithDelta } from "./fill-with-delta.ts"
import { fitConstraints } from "./fit-constraints.ts"
import { contextUnits } from "./kept-in-mind.ts"
import { guideUnits, identityUnits, stablePrefix } from "./prompt-frame.ts"
import { RANK, reservedLine, unitsCost } from "./prompt-unit.ts"
import type { PromptUnit } from "./prompt-unit.ts"
import {
  CONSTRAINTS_TITLE,
  EMERGENCY_BANNER,
  GOAL_TITLE,
  REST_TITLE,
  UNFIT,
  unfitLine,
} from "./prompt-texts.ts"
import type { StageInput } from "./stage-input.ts"
import { taskUnits } from "./task-units.ts"

export interface EmergencyInput extends StageInput {
  /** The user's words in the place of the banner. */
  readonly override: string | undefined
}

export type EmergencyForm =
  | { readonly ok: true; readonly filled: FilledText }
  | { readonly ok: false; readonly unfit: readonly string[] }

/** The goal has at most so many characters; less where the lines that bind would not fit beside it. */
const GOAL_LENGTHS = [420, 120, 0]
/** The sum of lines can be below the whole: so often the form is made again with less room. */
const ROUNDS = 4

/** What is left of a prompt when its binding lines do not fit as they are: each of them in some form. */
export function emergencyForm(input: EmergencyInput): EmergencyForm {
  const units = taskUnits({ text: input.prompt.task, piece: input.piece })
  const variants = [
    ...(input.override ? [{ banner: input.override, goal: GOAL_LENGTHS[0] ?? 0 }] : []),
    ...GOAL_LENGTHS.map((goal) => ({ banner: EMERGENCY_BANNER, goal })),
    { banner: "", goal: 0 },
  ]
  let last: EmergencyForm = { ok: false, unfit: [] }
  for (const variant of variants) {
    last = withVariant({ ...variant, units, input })
    if (last.ok) return last
  }
  return last
}

interface VariantInput {
  readonly banner: string
  /** Characters of the goal. */
  readonly goal: number
  readonly units: readonly PromptUnit[]
  readonly input: EmergencyInput
}

function withVariant({ banner, goal, units, input }: VariantInput): EmergencyForm {
  const { prompt, count, digest } = input
  const { frame } = prompt
  const { goalUnits, rest } = apart(units, goal)
  const lines = bindingLines(units)
  const start = [
    ...identityUnits(frame, banner),
    ...titled(GOAL_TITLE, goalUnits),
    ...(lines.length === 0 ? [] : [reservedLine(CONSTRAINTS_TITLE)]),
  ]
  const besides = frame ? guideUnits(frame, { piece: input.piece, isBinding: false }) : []
  const end = [...besides, ...contextUnits(input), ...titled(REST_TITLE, rest)]
  const reservedEnd = end.filter(({ rank }) => rank === RANK.reserved)
  const delta = deltaUnits(frame, { digest, clipsReview: true })
  let room = input.goal - unitsCost([...start, ...reservedEnd], count) - placeholderCost(count)
  for (let round = 0; round < ROUNDS; round++) {
    const fitted = fitConstraints({ lines, room, count, digest })
    if (!fitted.ok) return { ok: false, unfit: [...unfitFrame(input), ...fitted.unfit] }
    const left = room - unitsCost(fitted.units, count)
    const isDeltaKept = fitted.isWhole && unitsCost(delta, count) <= left
    const fill = (context: readonly PromptUnit[]): FilledText =>
      fillLines({ ...input, units: [...start, ...fitted.units, ...context, ...end] })
    const filled = isDeltaKept
      ? fillWithDelta({ ...input, frame, clipsReview: true, fill })
      : fill(wholeDelta(frame))
    if (filled.tokens <= input.goal) return { ok: true, filled }
    room -= filled.tokens - input.goal
  }
  const unfit = [...unfitFrame(input), ...lines.map(unfitLine)]
  return { ok: false, unfit: unfit.length === 0 ? [UNFIT.task] : unfit }
}

/** The lines of a task that have to reach the sub-agent, each once, as they stand. */
export const bindingLines = (units: readonly PromptUnit[]): readonly string[] =>
  units.filter(({ rank }) => rank === RANK.reserved).map(({ text }) => text)

const titled = (title: string, units: readonly PromptUnit[]): readonly PromptUnit[] =>
  units.length === 0 ? [] : [reservedLine(title), ...units]

/** The goal, which stays, and what is neither in it nor among the lines that bind. */
function apart(
  units: readonly PromptUnit[],
  characters: number,
): { readonly goalUnits: readonly PromptUnit[]; readonly rest: readonly PromptUnit[] } {
  let left = characters
  const goal = new Set<PromptUnit>()
  for (const unit of units.filter(({ rank }) => rank === RANK.objective)) {
    left -= unit.text.length
    if (left < 0) break
    goal.add(unit)
  }
  const picked = (isPicked: (unit: PromptUnit) => boolean): readonly PromptUnit[] =>
    units.flatMap((unit, index) => {
      if (!isPicked(unit)) return []
      const next = units[index + 1]
      const isNext = next !== undefined && isPicked(next)
      return [{ ...unit, glue: isNext ? unit.glue : "\n" }]
    })
  return {
    goalUnits: picked((unit) => goal.has(unit)).map((unit) => ({ ...unit, rank: RANK.reserved })),
    rest: picked((unit) => !goal.has(unit) && unit.rank !== RANK.reserved),
  }
}

/** What of the frame alone has more tokens than there are. */
function unfitFrame({ prompt, goal, count }: EmergencyInput): readonly string[] {
  if (!prompt.frame || count(stablePrefix(prompt.frame)) <= goal) return []
  return [...(prompt.frame.contract === "" ? [] : [UNFIT.contract]), UNFIT.taskID]
}
