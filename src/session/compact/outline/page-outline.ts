import { RANK, rankedLines } from "./entry.ts"
import type { Entry } from "./entry.ts"

const HEADING = /^#{1,6}\s+\S|^=+ .* =+$/
const UNDERLINE = /^(?:={3,}|-{3,})\s*$/
const HTML_HEADING = /<(title|h[1-3])\b[^<>]{0,200}>((?:(?!<\1\b).){1,200}?)<\/\1>/i

/** Title and headings of a page, then its beginning. */
export function pageOutline(lines: readonly string[]): readonly Entry[] {
  const first = lines.findIndex((line) => /^[^\s<][^<]*$/.test(line.slice(0, LONGEST_LOOKED_AT)))
  return rankedLines(lines, (line, index) => {
    if (HEADING.test(line) || isUnderlined(line, lines[index + 1])) return RANK.main
    if (HTML_HEADING.test(line.slice(0, LONGEST_LOOKED_AT))) return RANK.main
    return index === first ? RANK.side : undefined
  }).map((entry) => ({ ...entry, line: withoutTags(entry.line) }))
}

const isUnderlined = (line: string, below = ""): boolean =>
  /^[^\s<|].{0,200}$/.test(line) && UNDERLINE.test(below)

const LONGEST_LOOKED_AT = 4_000

function withoutTags(line: string): string {
  const found = HTML_HEADING.exec(line.slice(0, LONGEST_LOOKED_AT))
  return found ? (found[2] ?? "").replace(/<[^<>]{0,200}>/g, "").trim() : line
}
