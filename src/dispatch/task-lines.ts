import { isBindingHeading, isInvariantLine, isListItem } from "./invariant-lines.ts"
import type { PromptSection, PromptUnit } from "./prompt-unit.ts"
import { SECTION_NAMES } from "./prompt-texts.ts"

/** A line of a task with what is known from the lines around it. */
export interface TaskLine {
  readonly text: string
  readonly glue: PromptUnit["glue"]
  readonly section: PromptSection
  readonly isHeading: boolean
  /** Has to reach the sub-agent as it is. */
  readonly isInvariant: boolean
}

const HEADING = /^ {0,3}#{1,6}\s+(\S.*)$/
const FENCE = /^\s*(?:```|~~~)/

/** The lines of a task that hold something; several empty lines in a row count as one. */
export function taskLines(text: string): readonly TaskLine[] {
  let section: PromptSection = { name: SECTION_NAMES.task }
  let isFenced = false
  let isBinding = false
  const lines = text.split("\n")
  return lines.flatMap((line, index): TaskLine[] => {
    if (line.trim() === "") return []
    if (FENCE.test(line)) isFenced = !isFenced
    const heading = isFenced ? undefined : HEADING.exec(line.trimEnd())?.[1]
    if (heading !== undefined) {
      section = { name: heading }
      isBinding = isBindingHeading(heading)
    }
    const isLast = (lines[index + 1]?.trim() ?? "") === ""
    return [
      {
        text: line,
        glue: isLast ? "\n\n" : "\n",
        section,
        isHeading: heading !== undefined,
        isInvariant: (isBinding && isListItem(line)) || isInvariantLine(line),
      },
    ]
  })
}
