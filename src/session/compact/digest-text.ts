import { headOf } from "../cut-text.ts"
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
/** With more than this share left over, the line that had no room is a long one: its beginning stays. */
const LARGE_REST = 0.15

const GAP = "…"
/** The mark of a gap with its line break, tokens. */
const GAP_COST = 2

/** No token has more characters, so that a longer line need not be counted. */
const MOST_CHARACTERS = 128

/**
 * What stays of a long text: the lines that bind, then those that decide or say what failed, then
 * head and tail. A text of few long lines has head and tail only.
 */
export function digestText(input: ShortenInput): string {
  const { text, tokens, handle, count } = input
  const lines = text.split("\n")
  const room = tokens - count(gap({ lines: lines.length, handle })) - GAP_COST
  const kept = new Set<number>()
  let used = 0
  const isGap = (index: number): boolean => index in lines && !kept.has(index)
  const keep = (index: number, bound: number): boolean => {
    if (kept.has(index)) return true
    const line = lines[index] ?? ""
    if (line.length > MOST_CHARACTERS * (bound - used)) return false
    const gaps = Number(isGap(index - 1)) + Number(isGap(index + 1)) - 1
    const cost = count(line) + 1 + GAP_COST * gaps
    if (used + cost > bound) return false
    kept.add(index)
    used += cost
    return true
  }
  for (const line of bindingLines({ text, tokens, count })) keep(lines.indexOf(line), room)
  let misses = 0
  for (const index of tellingLines(lines)) {
    if (misses > MOST_MISSES) break
    misses += keep(index, TELLING_SHARE * room) ? 0 : 1
  }
  const stop = keepEnds(lines.length, (index) => keep(index, room))
  if (kept.size === 0) return shorten(input)
  const left = room - used
  const part =
    left > LARGE_REST * room ? partOfLine({ line: lines[stop] ?? "", tokens: left, count }) : ""
  const shown = lines.flatMap((line, index): string[] => {
    if (kept.has(index)) return [line]
    if (part !== "" && index === stop) return [part]
    return index === 0 || kept.has(index - 1) ? [GAP] : []
  })
  const lost = lines.filter((line, index) => line !== "" && !kept.has(index))
  return [gap({ lines: lost.length, handle }), ...shown].join("\n")
}

/** Places of the lines that decide or say what failed, each text once. */
function* tellingLines(lines: readonly string[]): Generator<number> {
  const seen = new Set<string>()
  for (const [index, line] of lines.entries()) {
    if (seen.has(line) || !(isDecisionLine(line) || isErrorLine(line))) continue
    seen.add(line)
    yield index
  }
}

/** Keeps lines from both ends inwards, each as far as there is room; says where the first of them stopped. */
function keepEnds(lines: number, keep: (index: number) => boolean): number {
  let [head, tail] = [0, lines - 1]
  let [isHeadOpen, isTailOpen] = [true, true]
  while (head <= tail && (isHeadOpen || isTailOpen)) {
    if (isHeadOpen && keep(head)) head++
    else isHeadOpen = false
    // Where the head stopped, the tail would too.
    if (isTailOpen && tail >= (isHeadOpen ? head : head + 1) && keep(tail)) tail--
    else isTailOpen = false
  }
  return head
}

/** As much of a line's beginning as there is room for. */
function partOfLine({
  line,
  tokens,
  count,
}: Pick<ShortenInput, "tokens" | "count"> & { readonly line: string }): string {
  let characters = Math.min(line.length - 1, LONGEST_TOKEN * tokens)
  while (characters >= LEAST_PART) {
    const part = `${headOf(line, characters)}${GAP}`
    const cost = lineCost(part, count)
    if (cost <= tokens) return part
    characters = Math.floor(characters * Math.min(STEP, tokens / cost))
  }
  return ""
}

/** Characters; prose has five or six a token. */
const LONGEST_TOKEN = 8
/** With fewer characters a line says nothing. */
const LEAST_PART = 8
/** To this share a part that is still too long is shortened at least. */
const STEP = 0.97
