import { SEARCH_TOOLS } from "./call.ts"

/** Version of the rendition's bytes: journaled edits name it, so a change must raise it. */
export const DENSE_VERSION = 1

export interface DenseInput {
  readonly tool: string
  readonly text: string
  readonly directory: string
}

/**
 * The same content in fewer tokens: no line-number gutters, and outside of files no terminal codes,
 * overwritten progress lines, trailing space, runs of blank lines, or project path before every hit.
 */
export function dense({ tool, text, directory }: DenseInput): string {
  if (FILE_TOOLS.has(tool)) return withoutGutter(text, { noteStart: false })
  const plain = text.includes("\u001b") || text.includes("\r") ? withoutTerminalCodes(text) : text
  const bare = withoutGutter(plain, { noteStart: true })
  const relative =
    SEARCH_TOOLS.has(tool) && directory.length > 1 ? withoutPrefix(bare, directory) : bare
  return relative.replace(TRAILING_SPACE, "").replace(/\n{3,}/g, "\n\n")
}

/** In a file every character may be one that an edit must match: only the gutter is not its own. */
const FILE_TOOLS = new Set(["read"])

/** The look-behinds keep a search inside a long run from starting anew at each of its characters. */
const TRAILING_SPACE = /(?<![ \t])[ \t]+$/gm
const LINE_END = /(?<!\r)\r+\n/g

const TERMINAL_CODES =
  // oxlint-disable-next-line no-control-regex -- terminal codes are control characters
  /\u001b(?:\[[0-9;?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[@-Z\\-_])/g

const withoutTerminalCodes = (text: string): string =>
  text
    .replace(TERMINAL_CODES, "")
    .replace(LINE_END, "\n")
    .split("\n")
    .map((line) => line.slice(line.lastIndexOf("\r", line.length - 2) + 1))
    .join("\n")

const GUTTER = /^ {0,8}(\d{1,7})(: ?|\| ?|→|\t)/
const MIN_GUTTER_LINES = 3

/**
 * Removes the numbers of consecutively numbered lines; other numbers at line starts stay. A file
 * read names its range itself, elsewhere the first number is kept as a note.
 */
function withoutGutter(text: string, { noteStart }: { noteStart: boolean }): string {
  if (!/^ {0,8}\d{1,7}[:|→\t]/m.test(text)) return text
  const lines = text.split("\n")
  const out: string[] = []
  for (let start = 0; start < lines.length;) {
    const end = endOfNumberedRun(lines, start)
    if (end - start < MIN_GUTTER_LINES) {
      out.push(lines[start] ?? "")
      start++
      continue
    }
    const first = GUTTER.exec(lines[start] ?? "")?.[1] ?? "1"
    if (noteStart) out.push(`(from line ${first})`)
    for (const line of lines.slice(start, end)) out.push(line.replace(GUTTER, ""))
    start = end
  }
  return out.join("\n")
}

function endOfNumberedRun(lines: readonly string[], start: number): number {
  let expected: number | undefined
  let end = start
  for (; end < lines.length; end++) {
    const number = GUTTER.exec(lines[end] ?? "")?.[1]
    if (number === undefined) break
    if (expected !== undefined && Number(number) !== expected) break
    expected = Number(number) + 1
  }
  return end
}

const withoutPrefix = (text: string, directory: string): string =>
  text
    .split("\n")
    .map((line) => (line.startsWith(`${directory}/`) ? line.slice(directory.length + 1) : line))
    .join("\n")
