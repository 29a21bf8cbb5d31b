import { writtenLine, writtenTitle } from "./fact-sections.ts"
import type { FactSection } from "./fact-sections.ts"

export interface BoundInput {
  readonly sections: readonly FactSection[]
  /** Most counted tokens of all sections. */
  readonly tokens: number
  readonly count: (text: string) => number
}

/** Of what is left, the most that one section takes where those behind it need the rest. */
const SECTION_SHARE = 0.5

/** The newest lines of each section, as many as there is room for; one that is too long hides no other. */
export function boundSections({ sections, tokens, count }: BoundInput): readonly FactSection[] {
  const costOf = (line: string): number => count(`${line}\n`)
  const sized = sections.map(({ title, lines }) => {
    const sizes = lines.map((line) => costOf(writtenLine(line)))
    const head = costOf(writtenTitle(title))
    return { title, lines, head, sizes, whole: head + sum(sizes) }
  })
  let left = tokens
  let behind = sum(sized.map(({ whole }) => whole))
  return sized.flatMap(({ title, lines, head, sizes, whole }) => {
    behind -= whole
    const most = Math.max(SECTION_SHARE * left, left - behind) - head
    let room = most
    const kept = new Set(
      [...lines.keys()].toReversed().filter((index) => {
        const size = sizes[index] ?? 0
        if (size > room) return false
        room -= size
        return true
      }),
    )
    if (kept.size === 0) return []
    left -= head + most - room
    return [{ title, lines: lines.filter((_, index) => kept.has(index)) }]
  })
}

const sum = (sizes: readonly number[]): number => sizes.reduce((total, size) => total + size, 0)
