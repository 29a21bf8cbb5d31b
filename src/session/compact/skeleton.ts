import { outputKind } from "./output-kind.ts"
import type { OutputKind } from "./output-kind.ts"
import type { IsKnown } from "./piece.ts"
import { isErrorLine } from "./telling-lines.ts"

export interface SkeletonInput {
  readonly tool: string
  readonly text: string
  /** Most tokens the skeleton may have. */
  readonly tokens: number
  readonly count: (text: string) => number
  readonly isKnown: IsKnown
}

/** What a line is worth keeping for; the lower, the longer it stays. */
type Rank = 0 | 1 | 2

/**
 * The few lines and names of an output that later work is likeliest to need, in their order, by
 * kind of content: error lines before all, then signatures, headings, head and tail.
 */
export function skeleton({ tool, text, tokens, count, isKnown }: SkeletonInput): readonly string[] {
  const kind = outputKind({ tool, text })
  if (kind === "binary") return []
  const lines = text.split("\n")
  const ranked = lines.flatMap((line, index) => {
    const rank = rankLine({ line, index, total: lines.length, kind })
    const bare = clip(line)
    return rank === undefined || bare === "" ? [] : [{ line: bare, index, rank }]
  })
  const kept = new Map<number, string>()
  const seen = new Set<string>()
  let used = 0
  const bound = LINES_SHARE * tokens
  for (const rank of [0, 1, 2])
    for (const entry of ranked) {
      if (entry.rank !== rank || seen.has(entry.line)) continue
      const size = count(entry.line) + 1
      if (used + size > (rank === 0 ? tokens : bound)) continue
      seen.add(entry.line)
      kept.set(entry.index, entry.line)
      used += size
    }
  const body = [...kept].toSorted(([a], [b]) => a - b).map(([, line]) => line)
  const names = distinctNames({
    text,
    seen: body.join("\n"),
    tokens: tokens - used,
    count,
    isKnown,
  })
  return names === "" ? body : [...body, names]
}

/** Of a skeleton, at most this share is lines other than error lines; the rest is names. */
const LINES_SHARE = 0.5
const LONGEST_LINE = 160

const GUTTER = /^\s*\d{1,7}(?:: ?|\| ?|→|\t)/

const clip = (line: string): string => {
  const bare = line.replace(GUTTER, "").trim()
  return bare.length > LONGEST_LINE ? `${bare.slice(0, LONGEST_LINE)}…` : bare
}

const DECLARATION =
  /^\s*(?:export\s+)?(?:default\s+)?(?:pub(?:\([^)]*\))?\s+)?(?:public\s+|private\s+|protected\s+|static\s+|abstract\s+|async\s+|final\s+)*(?:class|interface|type|enum|function|def|fn|func|struct|trait|impl|module|namespace|record|object)\b/
const HEADING = /^#{1,6}\s|^=+ .* =+$/

function rankLine({
  line,
  index,
  total,
  kind,
}: {
  line: string
  index: number
  total: number
  kind: OutputKind
}): Rank | undefined {
  switch (kind) {
    case "code": {
      const bare = line.replace(GUTTER, "")
      return DECLARATION.test(bare) || HEADING.test(bare) ? 1 : undefined
    }
    case "search":
      return line.endsWith(":") ? 1 : undefined
    case "diff":
      if (/^(?:diff --git|\+\+\+ |Index: )/.test(line)) return 0
      return line.startsWith("@@") ? 2 : undefined
    case "web":
      return HEADING.test(line) ? 1 : undefined
    case "shell":
      if (isErrorLine(line)) return 0
      if (index >= total - 4) return 1
      return index < 2 ? 2 : undefined
    case "listing":
    case "json":
    case "binary":
      return undefined
  }
}

const ADDRESS = /https?:\/\/[^\s"'`<>)\]]+/g
const PATH = /(?:[\w@.$()[\]-]+\/)+[\w@.$()[\]-]+|\b[\w@$-]+\.(?:[a-z]{1,5}|[a-z]+\.[a-z]{1,4})\b/g
/** Words of more than one word, as code spells them. */
export const NAME =
  /\b(?:[a-z]+[A-Z]\w*|[A-Z][a-z]+[A-Z]\w*|[a-z0-9]+(?:_[a-z0-9]+)+|[A-Z0-9]+(?:_[A-Z0-9]+)+)\b/g
const SHORTEST_NAME = 5

/** Addresses, paths and names that the kept lines do not show, each once. */
function distinctNames({
  text,
  seen,
  tokens,
  count,
  isKnown,
}: Omit<SkeletonInput, "tool"> & { readonly seen: string }): string {
  const names = new Set<string>()
  let used = 0
  for (const pattern of [ADDRESS, PATH, NAME])
    for (const [name] of text.matchAll(pattern)) {
      if (name.length < SHORTEST_NAME || name.length > LONGEST_LINE) continue
      if (names.has(name) || isKnown(name) || seen.includes(name)) continue
      const size = count(` ${name}`)
      if (used + size > tokens) continue
      used += size
      names.add(name)
      if (tokens - used < 3) return [...names].join(" ")
    }
  return [...names].join(" ")
}
