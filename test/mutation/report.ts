import type { Share } from "./judge.ts"
import type { Result } from "./read-results.ts"

const headings = [
  "room",
  "mutants",
  "killed",
  "survived",
  "no test",
  "timed out",
  "noticed",
  "bound",
]

const percent = (share: number): string => `${share.toFixed(1)} %`

const rowOf = ({ name, counts, of, noticed, bound }: Share): string[] => [
  name,
  String(of),
  String(counts.killed),
  String(counts.survived),
  String(counts["no test"]),
  String(counts["timed out"]),
  percent(noticed),
  bound === undefined ? "" : percent(bound),
]

export const tableLines = (shares: readonly Share[]): string[] => {
  const rows = [headings, ...shares.map(rowOf)]
  const widths = headings.map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  )
  return rows.map((row) =>
    row
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join("  ")
      .trimEnd(),
  )
}

const longestCode = 10

/** Code under a mark, cut where a whole function is mutated. */
const codeLines = (mark: string, code: string): string[] => {
  const lines = code.split("\n")
  const shown = lines.slice(0, longestCode).map((line) => `  ${mark} ${line}`)
  return lines.length > longestCode ? [...shown, `  ${mark} … ${lines.length} lines`] : shown
}

const mutantLines = ({ mutant, outcome }: Result): string[] => [
  `${mutant.file}:${mutant.location.start.line + 1}:${mutant.location.start.column + 1} ${outcome} (${mutant.kind})`,
  ...codeLines("-", mutant.original),
  ...codeLines("+", mutant.replacement),
]

/** The mutants that no test noticed, those that no test even reaches behind the others. */
export const unnoticedLines = (results: readonly Result[]): string[] =>
  (["survived", "no test"] as const).flatMap((kind) =>
    results.filter(({ outcome }) => outcome === kind).flatMap((one) => ["", ...mutantLines(one)]),
  )
