import { quote } from "../quote.ts"
import { nameLines } from "./outline/name-lines.ts"
import { RANK } from "./outline/entry.ts"
import type { Entry } from "./outline/entry.ts"
import { outline } from "./outline/outline.ts"
import { outputKind } from "./output-kind.ts"
import type { IsKnown } from "./piece.ts"
import { plainLines } from "./plain-lines.ts"

export interface SkeletonInput {
  readonly tool: string
  readonly text: string
  /** Most tokens the skeleton may have. */
  readonly tokens: number
  readonly count: (text: string) => number
  readonly isKnown: IsKnown
  /** Paths below it are written without it. */
  readonly directory?: string | undefined
}

/**
 * The few lines and names of an output that later work is likeliest to need, in their order: what
 * failed before all, then the lines that say most by kind of content, then names.
 */
export function skeleton(input: SkeletonInput): readonly string[] {
  const { tool, text, tokens, isKnown, directory } = input
  const count = countOnce(input.count)
  const lines = plainLines(directory ? text.replaceAll(`${directory}/`, "") : text)
  const kind = outputKind({ tool, text, lines })
  if (kind === "binary") return []
  const entries = outline(kind, lines).map((entry) => ({ ...entry, line: clip(entry) }))
  const first = fill({ entries, kept: [], bound: LINES_SHARE * tokens, tokens, count })
  const names = distinctNames({
    text: searched(nameLines(kind, lines)),
    seen: first.map(({ line }) => line).join("\n"),
    tokens: tokens - sizeOf(first, count),
    count,
    isKnown,
  })
  const left = tokens - (names === "" ? 0 : count(names) + 1)
  // What names leave is for further lines; of code the names have said what those would.
  const further = kind === "code" ? [] : entries
  const all = fill({ entries: further, kept: first, bound: left, tokens: left, count })
  const body = all.toSorted((a, b) => a.index - b.index).map(({ line }) => line)
  return names === "" ? body : [...body, names]
}

/**
 * Of a skeleton, this share is for lines other than error lines, before names have had their part:
 * on recorded sessions, of 0.25 to 0.8, this kept most of what the next actions needed.
 */
const LINES_SHARE = 0.35
const LONGEST_LINE = 160
/** Messages of compilers are long, and their end is what helps. */
const LONGEST_ERROR = 320
/** After so many lines that had no room, no further one is measured. */
const MOST_MISSES = 12

/** Names are looked for in so much of each line and of all: an expression may take long on one run. */
const SEARCHED_LINE = 4_000
const SEARCHED_TEXT = 200_000

const searched = (lines: readonly string[]): string =>
  lines
    .map((line) => line.slice(0, SEARCHED_LINE))
    .join("\n")
    .slice(0, SEARCHED_TEXT)

const clip = ({ line, rank }: Entry): string => {
  const longest = rank === RANK.failure ? LONGEST_ERROR : LONGEST_LINE
  return quote(line, { characters: longest + 1, keepsSpace: true, cuts: "end" })
}

/** Lines are tried twice, and counting is most of the work. */
function countOnce(count: (text: string) => number): (text: string) => number {
  const sizes = new Map<string, number>()
  return (text) => {
    const size = sizes.get(text) ?? count(text)
    sizes.set(text, size)
    return size
  }
}

const sizeOf = (entries: readonly Entry[], count: (text: string) => number): number =>
  entries.reduce((sum, { line }) => sum + count(line) + 1, 0)

interface FillInput extends Pick<SkeletonInput, "tokens" | "count"> {
  readonly entries: readonly Entry[]
  readonly kept: readonly Entry[]
  /** Most tokens with lines that tell of no failure. */
  readonly bound: number
}

/** What is kept, and the entries that there is room for besides, by rank and each text once. */
function fill({ entries, kept, bound, tokens, count }: FillInput): readonly Entry[] {
  const all = [...kept]
  const seen = new Set(kept.map(({ line }) => line))
  let used = sizeOf(kept, count)
  for (const rank of Object.values(RANK)) {
    let misses = 0
    for (const entry of entries) {
      if (entry.rank !== rank || misses > MOST_MISSES || seen.has(entry.line)) continue
      const size = count(entry.line) + 1
      if (used + size > (rank === RANK.failure ? tokens : bound)) {
        misses++
        continue
      }
      seen.add(entry.line)
      all.push(entry)
      used += size
    }
  }
  return all
}

const ADDRESS = /https?:\/\/[^\s"'`<>)\]]+/g
/** Each attempt begins where no earlier one has come by, so that hostile text costs no more. */
const PATH =
  /(?<!(?:[\w@.$~+-]|\[[\w.-]{1,40}\]|\([a-z][\w-]{0,40}\))\/?)(?:(?:[\w@.$~+-]|\[[\w.-]{1,40}\]|\([a-z][\w-]{0,40}\))+\/)+(?:[\w@.$~+-]|\[[\w.-]{1,40}\])+|(?<![\w@$.-])[\w@$-]+(?:\.[\w-]+)?\.(?:[cm]?[jt]sx?|jsonc?|mdx?|py|rs|go|java|kt|rb|php|cc?|cpp|hh?|hpp|cs|s?css|html?|vue|svelte|sh|ya?ml|toml|lock|sql|proto|txt|xml|log|env|ini|cfg|conf|swift|scala|exs?|lua|p[lm]|gradle|svg|png|csv|db|diff|patch)\b/g
/** Words of more than one word, as code spells them. */
export const NAME =
  /\b(?:[a-z]+[A-Z]\w*|[A-Z][a-z]+[A-Z]\w*|[a-z0-9]+(?:_[a-z0-9]+)+|[A-Z0-9]+(?:_[A-Z0-9]+)+)\b/g
const SHORTEST_NAME = 5
/** Numbers, and ends of regular expressions, have the form of names. */
const NO_NAME = /^[\d_]+$|^\$\//

/** Addresses, paths and names that the kept lines do not show, each once. */
function distinctNames({
  text,
  seen,
  tokens,
  count,
  isKnown,
}: Omit<SkeletonInput, "tool" | "directory"> & { readonly seen: string }): string {
  const names = new Set<string>()
  const refused = new Set<string>()
  let used = 0
  for (const pattern of [ADDRESS, PATH, NAME])
    for (const [found] of text.matchAll(pattern)) {
      const name = found.replace(/(?<![.$~+-])[.$~+-]+$/, "")
      if (name.length < SHORTEST_NAME || name.length > LONGEST_LINE) continue
      if (NO_NAME.test(name) || names.has(name) || refused.has(name) || seen.includes(name))
        continue
      const size = count(` ${name}`)
      // Asked last: a name that was asked for is taken to stand here.
      if (used + size > tokens || isKnown(name)) {
        refused.add(name)
        continue
      }
      used += size
      names.add(name)
      if (tokens - used < 3) return [...names].join(" ")
    }
  return [...names].join(" ")
}
