import { RANK } from "./prompt-unit.ts"
import type { PromptUnit } from "./prompt-unit.ts"

/** The lines of a task that have to reach the sub-agent, as they stand. */
export const bindingLines = (units: readonly PromptUnit[]): readonly string[] =>
  units.filter(({ rank }) => rank === RANK.reserved).map(({ text }) => text)

/** Binding lines that are listed without their headings: there, one that comes again says nothing more. */
export function bindingOnce(units: readonly PromptUnit[]): readonly PromptUnit[] {
  const seen = new Set<string>()
  return units.map((unit) => {
    if (unit.rank !== RANK.reserved) return unit
    const { size } = seen
    return seen.add(unit.text.trim()).size > size ? unit : { ...unit, rank: RANK.repeated }
  })
}
