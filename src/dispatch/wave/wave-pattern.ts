/** How the results of sub-agents come back to their parent, by how many are dispatched for one task. */
export type WavePattern = "direct" | "summary" | "file" | "refused"

/** What one result may take of the parent's window. */
export interface PatternCap {
  readonly tokens: number
  readonly lines?: number
}

/** Sub-agents that run at a time where results come back by file. */
export const WAVE_SIZE = 5
/** Sub-agents for one task; above that the work has to be split. */
export const MOST_AGENTS = 20
/** Tokens of what the parent notes down of one wave. */
export const SYNTHESIS_TOKENS = 500

/** From so many on, results are summaries, and nothing is dispatched under pressure. */
export const FIRST_SUMMARY = 5
/** From so many on, results come back by file and in waves. */
export const FIRST_FILE = 10

export const PATTERN_CAPS = {
  direct: { tokens: 8_000 },
  summary: { lines: 30, tokens: 500 },
  file: { lines: 3, tokens: 50 },
} as const satisfies Record<Exclude<WavePattern, "refused">, PatternCap>

export function wavePattern(count: number): WavePattern {
  if (count < FIRST_SUMMARY) return "direct"
  if (count < FIRST_FILE) return "summary"
  return count <= MOST_AGENTS ? "file" : "refused"
}

/** How many are dispatched together, wave after wave. */
export function waveSizes(pattern: WavePattern, count: number): readonly number[] {
  if (pattern === "refused" || count < 1) return []
  if (pattern !== "file") return [count]
  return Array.from({ length: Math.ceil(count / WAVE_SIZE) }, (_, wave) =>
    Math.min(WAVE_SIZE, count - wave * WAVE_SIZE),
  )
}

/** Most tokens that all results take together, with the notes on each wave; none where none is dispatched. */
export function expectedTokens(pattern: WavePattern, count: number): number {
  if (pattern === "refused") return 0
  const results = PATTERN_CAPS[pattern].tokens * count
  return pattern === "file"
    ? results + SYNTHESIS_TOKENS * waveSizes(pattern, count).length
    : results
}
