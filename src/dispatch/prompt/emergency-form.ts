import { bindingLines, bindingOnce } from "./binding-lines.ts"
import { constrainedForm } from "./constrained-form.ts"
import type { ConstrainedForm } from "./constrained-form.ts"
import { divideLine } from "./divide-line.ts"
import { leastCost, measureLines } from "./fit-constraints.ts"
import { stablePrefix } from "./prompt-frame.ts"
import { RANK, reservedLine } from "./prompt-unit.ts"
import type { PromptUnit } from "./prompt-unit.ts"
import { CUT, EMERGENCY_BANNER, GOAL_TITLE, REST_TITLE, UNFIT } from "./prompt-texts.ts"
import type { StageInput } from "./stage-input.ts"

export interface EmergencyInput extends StageInput {
  /** The user's words in the place of the banner. */
  readonly override: string | undefined
}

/** The goal has at most so many characters; less where the lines that bind would not fit beside it. */
const GOAL_LENGTHS = [420, 120, 0]
/** With fewer characters a piece of it says nothing. */
const LEAST_GOAL = 24

/** What is left of a prompt when its binding lines do not fit as they are: each of them in some form. */
export function emergencyForm(input: EmergencyInput): ConstrainedForm {
  const { override, goal, count } = input
  const units = bindingOnce(input.units)
  const lines = measureLines(bindingLines(units), count)
  const least = { banner: "", characters: 0 }
  const variants = [
    ...(override ? [{ banner: override, characters: GOAL_LENGTHS[0] ?? 0 }] : []),
    ...GOAL_LENGTHS.map((characters) => ({ banner: EMERGENCY_BANNER, characters })),
    least,
  ]
  let unfit: readonly string[] = []
  for (const { banner, characters } of leastCost(lines) > goal ? [least] : variants) {
    const { goalUnits, rest } = apart(units, characters)
    const above = titled(GOAL_TITLE, goalUnits)
    const form = constrainedForm({ input, banner, lines, above, below: titled(REST_TITLE, rest) })
    if (form.ok) return form
    unfit = [...unfitFrame(input), ...form.unfit]
  }
  return { ok: false, unfit: unfit.length === 0 ? [UNFIT.task] : unfit }
}

const titled = (title: string, units: readonly PromptUnit[]): readonly PromptUnit[] =>
  units.length === 0 ? [] : [reservedLine(title), ...units]

/** The goal, which stays, and what is neither in it nor among the lines that bind. */
function apart(
  units: readonly PromptUnit[],
  characters: number,
): { readonly goalUnits: readonly PromptUnit[]; readonly rest: readonly PromptUnit[] } {
  const { all, goal } = withGoal(units, characters)
  const picked = (isPicked: (unit: PromptUnit) => boolean): readonly PromptUnit[] =>
    all.flatMap((unit, index) => {
      if (!isPicked(unit)) return []
      const next = all[index + 1]
      const isNext = next !== undefined && isPicked(next)
      return [{ ...unit, glue: isNext ? unit.glue : "\n" }]
    })
  const goalUnits = picked((unit) => goal.has(unit))
  return {
    goalUnits: goalUnits.map((unit, index) => ({
      ...unit,
      // Of a line that goes on elsewhere the end is marked.
      text: index === goal.size - 1 && isCut(goal) ? `${unit.text.trimEnd()}${CUT}` : unit.text,
      rank: RANK.reserved,
    })),
    rest: picked((unit) => !goal.has(unit) && unit.rank !== RANK.reserved),
  }
}

const isCut = (goal: ReadonlySet<PromptUnit>): boolean => [...goal].at(-1)?.glue === ""

/** The first units of the objective that have so many characters together; the last of them is divided. */
function withGoal(
  units: readonly PromptUnit[],
  characters: number,
): { readonly all: readonly PromptUnit[]; readonly goal: ReadonlySet<PromptUnit> } {
  let left = characters - CUT.length
  const goal = new Set<PromptUnit>()
  const all = units.flatMap((unit): readonly PromptUnit[] => {
    if (unit.rank !== RANK.objective || left < LEAST_GOAL) return [unit]
    const [start = "", ...others] = divideLine(unit.text, left)
    const first: PromptUnit = others.length > 0 ? { ...unit, text: start, glue: "" } : unit
    goal.add(first)
    left = others.length > 0 ? 0 : left - start.length
    return others.length > 0 ? [first, { ...unit, text: others.join("") }] : [first]
  })
  return { all, goal }
}

/** What of the frame alone has more tokens than there are. */
function unfitFrame({ prompt, goal, count }: EmergencyInput): readonly string[] {
  if (!prompt.frame || count(stablePrefix(prompt.frame)) <= goal) return []
  return [...(prompt.frame.contract === "" ? [] : [UNFIT.contract]), UNFIT.taskID]
}
