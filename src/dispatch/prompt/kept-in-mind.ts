import { headOf } from "../../session/cut-text.ts"
import { keptInMind } from "./prompt-texts.ts"
import { RANK } from "./prompt-unit.ts"
import type { PromptUnit } from "./prompt-unit.ts"
import type { StageInput } from "./stage-input.ts"

/** A longer line of the user's is cut, characters. */
const LONGEST = 400
/** They may take this share of a prompt. */
const SHARE = 0.25

/** The user's lines for compaction as units that are added where there is room. */
export function contextUnits({
  compactionContext,
  goal,
  count,
}: Pick<StageInput, "compactionContext" | "goal" | "count">): readonly PromptUnit[] {
  let left = SHARE * goal
  return compactionContext.flatMap((line): PromptUnit[] => {
    const text = keptInMind(headOf(line.replaceAll(/\s+/g, " ").trim(), LONGEST))
    if (line.trim() === "") return []
    left -= count(text) + 1
    return left < 0 ? [] : [{ text, glue: "\n", rank: RANK.context }]
  })
}
