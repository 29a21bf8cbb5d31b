import type { FactSection } from "./fact-sections.ts"

export interface BoundInput {
  readonly sections: readonly FactSection[]
  /** Most counted tokens of all sections. */
  readonly tokens: number
  readonly count: (text: string) => number
}

/** Of what is left, the most that one section takes where those behind it need the rest. */
const SECTION_SHARE = 0.5
/** The mark of a list item and a line break, tokens. */
const LINE_FRAME = 2

/** The newest lines of each section, as many as there is room for. */
export function boundSections({ sections, tokens, count }: BoundInput): readonly FactSection[] {
  const sized = sections.map(({ title, lines }) => {
    const sizes = lines.map(({ text }) => count(text) + LINE_FRAME)
    return { title, lines, head: count(title), sizes, whole: count(title) + sum(sizes) }
  })
  let left = tokens
  let behind = sum(sized.map(({ whole }) => whole))
  return sized.flatMap(({ title, lines, head, sizes, whole }) => {
    behind -= whole
    let room = Math.max(SECTION_SHARE * left, left - behind) - head
    const first = sizes.findLastIndex((size) => {
      room -= size
      return room < 0
    })
    const kept = lines.slice(first + 1)
    if (kept.length === 0) return []
    left -= head + sum(sizes.slice(first + 1))
    return [{ title, lines: kept }]
  })
}

const sum = (sizes: readonly number[]): number => sizes.reduce((total, size) => total + size, 0)
