/** What a line is to a diff: its first characters alone do not say it, as changed lines hold anything. */
export type DiffLine = "file" | "header" | "hunk" | "added" | "removed" | "same" | "other"

/** Lines that a hunk still has of the old and of the new text; infinite where its head does not say it. */
interface Size {
  before: number
  after: number
}

/** What stands of a hunk below a line. */
interface Hunk extends Size {
  /** Characters before the text of a line: one, or in a merge one for each parent. */
  readonly signs: number
}

/** Each line of a diff as what it is. */
export function diffLines(lines: readonly string[]): readonly DiffLine[] {
  let hunk: Hunk | undefined
  let place: keyof typeof PLACES = "none"
  return lines.map((line, index): DiffLine => {
    if (hunk && belongsTo(hunk, lines, index)) return taken(hunk, line)
    hunk = hunkOf(line)
    if (hunk) {
      place = "hunks"
      return "hunk"
    }
    if (FILE.test(line) || (place !== "header" && isPlainStart(lines, index))) {
      place = "header"
      return "file"
    }
    if (COMMIT.test(line)) place = "none"
    return PLACES[place]
  })
}

/** What a line is that belongs to no hunk and begins nothing, by what came before. */
const PLACES = { none: "other", header: "header", hunks: "same" } as const

const FILE = /^(?:diff --(?:git|cc|combined) |Index: )/
const COMMIT = /^commit [0-9a-f]{7}/
const HUNK = /^(@@+) (?:-\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@)?/

function hunkOf(line: string): Hunk | undefined {
  const found = HUNK.exec(line)
  if (!found && line !== "@@") return undefined
  const [head = "", marks = "@@", before = "1", after = "1"] = found ?? []
  const isSized = head.length > marks.length + 1
  return {
    signs: marks.length - 1,
    before: isSized ? Number(before) : Infinity,
    after: isSized ? Number(after) : Infinity,
  }
}

/** A hunk that was cut off ends where a line cannot be one of its own. */
function belongsTo({ before, after }: Size, lines: readonly string[], index: number): boolean {
  const line = lines[index] ?? ""
  if (line.startsWith("\\")) return true
  if (before <= 0 && after <= 0) return false
  if (before === Infinity && (FILE.test(line) || isPlainStart(lines, index))) return false
  if (isPlainStart(lines, index) && isCutOff({ before, after }, lines[index + 2])) return false
  return line === "" || /^[-+ ]/.test(line)
}

/**
 * Taken for a change, the names of a file would leave a hunk with lines to come; where the next hunk
 * follows them instead, they are names.
 */
const isCutOff = ({ before, after }: Size, behind: string | undefined): boolean =>
  (before > 1 || after > 1) && behind !== undefined && hunkOf(behind) !== undefined

function taken(hunk: Hunk, line: string): DiffLine {
  if (line.startsWith("\\")) return "same"
  const signs = line.slice(0, hunk.signs)
  const kind = signs.includes("+") ? "added" : signs.includes("-") ? "removed" : "same"
  if (kind !== "added") hunk.before--
  if (kind !== "removed") hunk.after--
  return kind
}

/** Without a line of its own for it, a file begins with its old and its new name. */
const isPlainStart = (lines: readonly string[], index: number): boolean =>
  /^--- \S/.test(lines[index] ?? "") && /^\+\+\+ \S/.test(lines[index + 1] ?? "")
