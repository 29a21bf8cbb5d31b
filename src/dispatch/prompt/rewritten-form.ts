import { bindingLines, bindingOnce } from "./binding-lines.ts"
import { constrainedForm } from "./constrained-form.ts"
import type { ConstrainedForm } from "./constrained-form.ts"
import type { EmergencyInput } from "./emergency-form.ts"
import { measureLines } from "./fit-constraints.ts"
import { RANK, reservedLine } from "./prompt-unit.ts"
import type { PromptUnit } from "./prompt-unit.ts"
import { EMERGENCY_BANNER, REWRITTEN_TITLE, SECTION_NAMES } from "./prompt-texts.ts"

export interface RewrittenInput extends EmergencyInput {
  /** The task as a model has shortened it. */
  readonly rewritten: string
}

/** A model's shorter form of the task, with every line that binds and a way back to the whole task. */
export function rewrittenForm(input: RewrittenInput): ConstrainedForm {
  const { prompt, units, override, rewritten, count } = input
  const standing = new Set(rewritten.split("\n").map((line) => line.trim()))
  const missing = bindingLines(bindingOnce(units)).filter((line) => !standing.has(line.trim()))
  const lines = measureLines(missing, count)
  const original: PromptUnit = {
    text: prompt.task,
    glue: "\n",
    rank: RANK.never,
    section: { name: SECTION_NAMES.task },
  }
  const below = [reservedLine(REWRITTEN_TITLE), reservedLine(rewritten), original]
  let form: ConstrainedForm = { ok: false, unfit: [] }
  for (const banner of [...(override ? [override] : []), EMERGENCY_BANNER, ""]) {
    form = constrainedForm({ input, banner, lines, above: [], below })
    if (form.ok) break
  }
  return form
}
