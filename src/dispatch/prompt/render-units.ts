import { dropSection, placeholderOf } from "./dropped-section.ts"
import type { DroppedSection } from "./dropped-section.ts"
import type { PromptSection, PromptUnit } from "./prompt-unit.ts"
import { CUT } from "./prompt-texts.ts"

interface RenderInput {
  readonly units: readonly PromptUnit[]
  /** Indexes of those that stay. */
  readonly kept: ReadonlySet<number>
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
  const pieces: string[] = []
  const add = (text: string, glue: string): void => {
    pieces.push(pieces.length === 0 ? text : glue + text)
  }
  for (const [index, unit] of units.entries()) {
    if (kept.has(index)) {
      const glue = kept.has(index - 1) ? units[index - 1]?.glue : "\n"
      add(isCut(index, { units, kept }) ? `${unit.text}${CUT}` : unit.text, glue ?? "")
      dropped.push(...(unit.dropped ?? []))
      continue
    }
    const indexes = unit.section && lost.get(unit.section)
    if (!unit.section || indexes?.[0] !== index) continue
    const section = dropSection({ name: unit.section.name, text: joined(indexes, units), digest })
    add(placeholderOf(section), "\n")
    dropped.push(section)
  }
  return { text: pieces.join(""), dropped }
}

function lostBySection({
  units,
  kept,
}: Omit<RenderInput, "digest">): ReadonlyMap<PromptSection, readonly number[]> {
  const lost = new Map<PromptSection, number[]>()
  for (const [index, { section }] of units.entries()) {
    if (kept.has(index) || section === undefined) continue
    const indexes = lost.get(section)
    if (indexes) indexes.push(index)
    else lost.set(section, [index])
  }
  return lost
}

/** Whether a line goes on behind this piece of it, but not in the text. */
const isCut = (index: number, { units, kept }: Omit<RenderInput, "digest">): boolean =>
  units[index]?.glue === "" && index + 1 < units.length && !kept.has(index + 1)

/** The texts of some units, as they stood where they were neighbours. */
const joined = (indexes: readonly number[], units: readonly PromptUnit[]): string =>
  indexes
    .map((index, at) => {
      const next = indexes[at + 1]
      if (next === undefined) return units[index]?.text ?? ""
      return `${units[index]?.text ?? ""}${next === index + 1 ? units[index]?.glue : "\n"}`
    })
    .join("")
