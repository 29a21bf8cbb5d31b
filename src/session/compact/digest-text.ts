import { shorten } from "../shorten.ts"
import type { ShortenInput } from "../shorten.ts"
import { gap } from "../texts.ts"
import {
  bindingLines,
  isDecisionLine,
  isErrorLine,
  lineCost,
  MOST_MISSES,
} from "./telling-lines.ts"

/** Of what stays, at most this share is lines that decide or say what failed. */
const TELLING_SHARE = 0.7

/** With more than this share left over, the line that had no room is a very long one. */
const LARGE_REST = 0.3

/**
 * What stays of a long text: the lines that bind, then those that decide or say what failed, then
 * head and tail. A text of few long lines has head and tail only.
 */
export function digestText(input: ShortenInput): string {
  const { text, tokens, handle, count } = input
  const lines = text.split("\n")
  const room = tokens - count(gap({ lines: lines.length, handle })) - 2
  const kept = new Set<number>()
  let used = 0
  const keep = (index: number, bound: number): boolean => {
    if (kept.has(index)) return true
    const cost = lineCost(lines[index] ?? "", count)
    if (used + cost > bound) return false
    kept.add(index)
    used += cost
    return true
  }
  for (const line of bindingLines({ text, tokens, count })) keep(lines.indexOf(line), room)
  let misses = 0
  for (const [index, line] of lines.entries())
    if (misses <= MOST_MISSES && (isDecisionLine(line) || isErrorLine(line)))
      misses += keep(index, TELLING_SHARE * room) ? 0 : 1
  for (let offset = 0; offset < lines.length; offset++)
    if (!keep(offset, room) || !keep(lines.length - 1 - offset, room)) break
  if (kept.size === 0) return shorten(input)
  const next = lines.findIndex((line, index) => !kept.has(index) && line !== "")
  const part = partOfLine({ line: lines[next] ?? "", tokens: room - used, count })
  const isPart = room - used > LARGE_REST * room && part !== ""
  const shown = lines.flatMap((line, index): string[] => {
    if (kept.has(index)) return [line]
    if (isPart && index === next) return [part]
    return index === 0 || kept.has(index - 1) ? ["…"] : []
  })
  return [gap({ lines: lines.length - kept.size, handle }), ...shown].join("\n")
}

/** As much of a line's beginning as there is room for. */
function partOfLine({
  line,
  tokens,
  count,
}: Pick<ShortenInput, "tokens" | "count"> & { readonly line: string }): string {
  let characters = Math.min(line.length, 4 * tokens)
  while (characters >= 8) {
    const part = `${line.slice(0, characters).replace(/[\uD800-\uDBFF]$/, "")}…`
    if (lineCost(part, count) <= tokens) return part
    characters = Math.floor(characters * 0.8)
  }
  return ""
}
