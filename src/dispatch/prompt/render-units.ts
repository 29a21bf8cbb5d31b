import { dropSection, placeholderOf } from "./dropped-section.ts"
import type { DroppedSection } from "./dropped-section.ts"
import type { PromptSection, PromptUnit } from "./prompt-unit.ts"
import { CUT } from "./prompt-texts.ts"

interface RenderInput {
  readonly units: readonly PromptUnit[]
  /** Of each unit, whether it stays. */
  readonly kept: readonly boolean[]
  readonly digest: (text: string) => string
}

/** What stays as a text; at the first gap of each section stands a placeholder for all that it lost. */
export function renderUnits({ units, kept, digest }: RenderInput): {
  readonly text: string
  /** One for each placeholder in the text, in their order. */
  readonly dropped: readonly DroppedSection[]
} {
  const lost = lostBySection({ units, kept })
  const dropped: DroppedSection[] = []
  let text = ""
  let isEmpty = true
  const add = (piece: string, glue: string): void => {
    text += isEmpty ? piece : glue + piece
    isEmpty = false
  }
  for (const [index, unit] of units.entries()) {
    if (kept[index]) {
      const glue = kept[index - 1] ? units[index - 1]?.glue : "\n"
      add(isCut(index, { units, kept }) ? `${unit.text}${CUT}` : unit.text, glue ?? "")
      if (unit.dropped) dropped.push(...unit.dropped)
      continue
    }
    const own = unit.section && lost.get(unit.section)
    if (!unit.section || own?.first !== index) continue
    const section = dropSection({ name: unit.section.name, text: own.text, digest })
    add(placeholderOf(section), "\n")
    dropped.push(section)
  }
  return { text, dropped }
}

interface Lost {
  readonly first: number
  last: number
  /** As it stood where the units were neighbours. */
  text: string
}

function lostBySection({
  units,
  kept,
}: Omit<RenderInput, "digest">): ReadonlyMap<PromptSection, Readonly<Lost>> {
  const lost = new Map<PromptSection, Lost>()
  for (const [index, { section, text }] of units.entries()) {
    if (kept[index] || section === undefined) continue
    const own = lost.get(section)
    if (!own) {
      lost.set(section, { first: index, last: index, text })
      continue
    }
    own.text += (own.last === index - 1 ? (units[own.last]?.glue ?? "") : "\n") + text
    own.last = index
  }
  return lost
}

/** Whether a line goes on behind this piece of it, but not in the text. */
const isCut = (index: number, { units, kept }: Omit<RenderInput, "digest">): boolean =>
  units[index]?.glue === "" && index + 1 < units.length && !kept[index + 1]
