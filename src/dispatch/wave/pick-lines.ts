import { createCodeFence } from "../../session/code-fence.ts"
import { MOST_MISSES } from "../../session/compact/telling-lines.ts"
import { clipLine } from "./clip-line.ts"
import { lineWorth } from "./line-worth.ts"
import type { LineWorth } from "./line-worth.ts"

/** What lines may take together, each with its line break. */
export interface Room {
  readonly lines: number
  readonly tokens: number
  readonly characters: number
}

export interface PickedLine {
  /** Which line of the text it is, from 0. */
  readonly index: number
  /** Itself, or as much of it as there is room for. */
  readonly text: string
}

export interface PickLinesInput {
  readonly lines: readonly string[]
  readonly room: Room
  /** Characters to which a line is clipped in any case. */
  readonly longest: number
  readonly count: (text: string) => number
}

/**
 * Up to which share of the room each kind of line may fill it. Headings alone say little, and some
 * room is kept for the beginning and the end, because a conclusion is in no list.
 */
const ORDER: readonly (readonly [LineWorth, number])[] = [
  ["heading", 0.25],
  ["severe", 0.9],
  ["finding", 0.75],
  ["other", 1],
]

/** With less room than this, tokens, a line is left out and not clipped. */
const LEAST_CLIPPED = 16

/** The lines that are worth most, in the order of their worth; blank lines are none of them. */
export function pickLines(input: PickLinesInput): readonly PickedLine[] {
  const { lines, room, count } = input
  const { kinds, all } = sorted(input)
  const picked: PickedLine[] = []
  let used: Room = { lines: 0, tokens: 0, characters: 0 }
  for (const [worth, share] of ORDER) {
    let misses = 0
    for (const index of worth === "other" ? outsideIn(all, picked) : kinds[worth]) {
      if (misses > MOST_MISSES) break
      const text = fitted({
        line: lines[index] ?? "",
        free: freeOf({ room, share, used }),
        ...input,
      })
      if (text === "") {
        misses++
        continue
      }
      picked.push({ index, text })
      used = {
        lines: used.lines + 1,
        tokens: used.tokens + count(text) + 1,
        characters: used.characters + text.length + 1,
      }
    }
  }
  return picked
}

/** What lines of a kind may still take, without the break of one line. */
const freeOf = ({ room, share, used }: { room: Room; share: number; used: Room }): Room => ({
  lines: Math.round(room.lines * share) - used.lines,
  tokens: room.tokens * share - used.tokens - 1,
  characters: room.characters * share - used.characters - 1,
})

/** The line where it fits, what fits of it where that is worth reading, or "". */
function fitted({ line, free, longest, count }: PickLinesInput & { line: string; free: Room }) {
  if (free.lines < 1) return ""
  const characters = Math.min(longest, free.characters)
  const isShort = line.length <= characters
  if (free.tokens < LEAST_CLIPPED) return isShort && count(line) <= free.tokens ? line : ""
  return clipLine({ line, characters, tokens: free.tokens, count, keepsEnd: true })
}

/** Lines by their kind, each text once, and all of them. */
function sorted({ lines }: PickLinesInput) {
  const kinds: Record<LineWorth, number[]> = {
    heading: [],
    severe: [],
    finding: [],
    other: [],
  }
  const all: number[] = []
  const seen = new Set<string>()
  const isInCode = createCodeFence()
  for (const [index, line] of lines.entries()) {
    const isCode = isInCode(line)
    if (line.trim() === "") continue
    all.push(index)
    if (seen.has(line)) continue
    seen.add(line)
    kinds[lineWorth({ line, isCode })].push(index)
  }
  return { kinds, all }
}

/** From the first and the last line inwards, without those that were picked already. */
function outsideIn(all: readonly number[], picked: readonly PickedLine[]): readonly number[] {
  const taken = new Set(picked.map(({ index }) => index))
  const rest = all.filter((index) => !taken.has(index))
  return rest.map((_, at) => rest[at % 2 === 0 ? at / 2 : rest.length - (at + 1) / 2] ?? 0)
}
