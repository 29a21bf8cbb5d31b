import { SEARCH_TOOLS } from "./call.ts"

/** Version of the rendition's bytes: journaled edits name it, so a change must raise it. */
export const DENSE_VERSION = 1

export interface DenseInput {
  readonly tool: string
  readonly text: string
  readonly directory: string
}

/**
 * The same content in fewer tokens: no line-number gutters, and outside of `read` no terminal codes,
 * overwritten progress lines, space at line ends, runs of blank lines, or project path before every
 * hit. Space goes even where it means something, as at line ends of Markdown.
 */
export function dense({ tool, text, directory }: DenseInput): string {
  if (FILE_TOOLS.has(tool)) return withoutGutter(text, { gutter: READ_GUTTER, noteStart: false })
  const plain = text.includes("\u001b") || text.includes("\r") ? withoutTerminalCodes(text) : text
  const bare = withoutGutter(plain, { gutter: PRINTED_GUTTER, noteStart: true })
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
  /\u001b(?:\[[0-9;?]*[ -/]*[@-~]|\][^\u0007\u001b\n]*(?:\u0007|\u001b\\)|[@-Z\\-_])/g

const withoutTerminalCodes = (text: string): string =>
  text
    .replace(TERMINAL_CODES, "")
    .replace(LINE_END, "\n")
    .split("\n")
    .map((line, _, lines) => (lines.length > 1 ? withoutProgress(line) : line))
    .join("\n")

/**
 * Only what is overwritten whole goes: a last text that is shorter leaves the end of the one before
 * it visible. A text without any line feed may be one whose lines end in carriage returns.
 */
function withoutProgress(line: string): string {
  const segments = line.split("\r")
  const grows = segments
    .slice(0, -1)
    .every((segment, index) => segment.length >= (segments[index - 1] ?? "").length)
  if (!grows) return line
  const [before = "", last = ""] = segments.slice(-2)
  return segments.length > 1 && last.length < before.length
    ? `${before}\r${last}`
    : (segments.at(-1) ?? "")
}

/** Any number before a line that `read` prints is not the file's. */
const READ_GUTTER = /^ {0,8}(\d{1,7})(?:: ?|\| ?|→|\t)/
/** Other tools' lines may begin with numbers of their own: only forms that nothing else has. */
const PRINTED_GUTTER = /^(?: {1,8}(?=\d+\t)| {0,8}(?=\d+→))(\d{1,7})[\t→]/
const MIN_GUTTER_LINES = 3

interface GutterOptions {
  /** Its group is the number. */
  readonly gutter: RegExp
  readonly noteStart: boolean
}

/**
 * Removes the numbers of consecutively numbered lines; other numbers at line starts stay. A file
 * read names its range itself, elsewhere the first number is kept as a note.
 */
function withoutGutter(text: string, { gutter, noteStart }: GutterOptions): string {
  const lines = text.split("\n")
  const out: string[] = []
  for (let start = 0; start < lines.length;) {
    const end = endOfNumberedRun(lines, { start, gutter })
    if (end - start < MIN_GUTTER_LINES) {
      out.push(lines[start] ?? "")
      start++
      continue
    }
    const first = gutter.exec(lines[start] ?? "")?.[1] ?? "1"
    if (noteStart) out.push(`(from line ${first})`)
    for (const line of lines.slice(start, end)) out.push(line.replace(gutter, ""))
    start = end
  }
  return out.join("\n")
}

function endOfNumberedRun(
  lines: readonly string[],
  { start, gutter }: { start: number; gutter: RegExp },
): number {
  let expected: number | undefined
  let end = start
  for (; end < lines.length; end++) {
    const number = gutter.exec(lines[end] ?? "")?.[1]
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
