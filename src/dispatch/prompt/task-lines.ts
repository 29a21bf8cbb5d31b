import { headingPlaces } from "./heading-places.ts"
import { isBindingHeading, isInvariantLine, isListItem } from "./invariant-lines.ts"
import type { PromptSection, PromptUnit } from "./prompt-unit.ts"
import { SECTION_NAMES } from "./prompt-texts.ts"

/** A line of a task with what is known from the lines around it. */
export interface TaskLine {
  readonly text: string
  readonly glue: PromptUnit["glue"]
  readonly section: PromptSection
  /** The same for lines below the same headings, whether or not they are one section. */
  readonly place: number
  readonly isHeading: boolean
  /** Has to reach the sub-agent as it is. */
  readonly isInvariant: boolean
}

const HEADING = /^ {0,3}(#{1,6})\s+(\S.*)$/
const FENCE = /^\s*(?:```|~~~)/

/** The lines of a task that hold something; several empty lines in a row count as one. */
export function taskLines(text: string): readonly TaskLine[] {
  let section: PromptSection = { name: SECTION_NAMES.task }
  const placeOf = headingPlaces()
  let place = 0
  let isFenced = false
  let isBinding = false
  const lines = text.split("\n")
  const binds = onceEach(isInvariantLine)
  const isBlank = lines.map((line) => line.trim() === "")
  const filled: TaskLine[] = []
  for (const [index, line] of lines.entries()) {
    if (isBlank[index]) continue
    if (FENCE.test(line)) isFenced = !isFenced
    const found = isFenced ? undefined : HEADING.exec(line.trimEnd())
    if (found) {
      const [, level = "", heading = ""] = found
      section = { name: heading }
      place = placeOf(level.length, heading)
      isBinding = isBindingHeading(heading)
    }
    const isLast = isBlank[index + 1] ?? true
    filled.push({
      text: line,
      glue: isLast ? "\n\n" : "\n",
      section,
      place,
      isHeading: Boolean(found),
      isInvariant: (isBinding && isListItem(line)) || binds(line),
    })
  }
  return filled
}

/** The same answer, for which no line is read twice. */
function onceEach(tells: (line: string) => boolean): (line: string) => boolean {
  const told = new Map<string, boolean>()
  return (line) => {
    const answer = told.get(line) ?? tells(line)
    told.set(line, answer)
    return answer
  }
}
