/** What a line is worth keeping for; the lower, the longer it stays. */
export type Rank = (typeof RANK)[keyof typeof RANK]

export const RANK = { failure: 0, faint: 1, main: 2, side: 3 } as const

/** A line that may stand in a skeleton. */
export interface Entry {
  readonly line: string
  /** Where it stands in the output. */
  readonly index: number
  readonly rank: Rank
}

/** The lines that a rule gives a rank, in their order. */
export const rankedLines = (
  lines: readonly string[],
  rankOf: (line: string, index: number) => Rank | undefined,
): readonly Entry[] =>
  lines.flatMap((line, index): Entry[] => {
    const rank = hasWord(line) ? rankOf(line, index) : undefined
    return rank === undefined ? [] : [{ line: line.trim(), index, rank }]
  })

/** Brackets, rules and marks below a position say nothing. */
const hasWord = (line: string): boolean => /[\p{L}\p{N}]/u.test(line)
