/** A line that says where in the project something happened. */
const PLACE =
  /^\s*(?:at\s.{0,200}?(?<![^\s(])([^\s(]+:\d+(?::\d+)?)\)?$|File "(.{1,200})", line (\d+)|--> (.{1,200}:\d+)$|❯ (?:\S{1,80} )?(\S{1,200}:\d+:\d+)$|location: '(.{1,200})'|from (.{1,200}:\d+):in\b)/

/** Frames of a runtime and of libraries say nothing about the project. */
const FOREIGN =
  /\(node:|node_modules\/|\bat (?:java|jdk|sun)\.|site-packages\/|\/usr\/lib\/|\/rustc\/|<frozen /

const LONGEST_LINE = 400

export const isForeignFrame = (line: string): boolean =>
  line.length < LONGEST_LINE &&
  /^\s*(?:at |File "|async |\w[\w.<>]* \()/.test(line) &&
  FOREIGN.test(line)

export const isPlace = (line: string): boolean => placeIn(line) !== undefined

function placeIn(line: string): string | undefined {
  if (line.length >= LONGEST_LINE || !/:\d|line \d/.test(line)) return undefined
  if (FOREIGN.test(line)) return undefined
  const found = PLACE.exec(line)
  if (!found) return undefined
  const [, frame, file, number, arrow, mark, location, from] = found
  return file === undefined ? (frame ?? arrow ?? mark ?? location ?? from) : `${file}:${number}`
}

/** An error line that has its position needs no other, and one that a program logged has none. */
const COMPLETE = /:\d+(?::\d+)?\b|\(\d+,\d+\)|line \d+|^\s*\[?(?:ERROR|FATAL|CRITICAL)\]? [^:]/

/** How far from an error line its place is looked for. */
const BELOW = 12
const ABOVE = 4

export interface PlaceOfInput {
  readonly lines: readonly string[]
  /** Line of the failure. */
  readonly index: number
  /** Tells of the lines of another failure, which has a place of its own. */
  readonly isFailure: (line: string) => boolean
}

/** The place of a failure that does not say it: the first one below it, or for Python above it. */
export function placeOf({
  lines,
  index,
  isFailure,
}: PlaceOfInput): { readonly text: string; readonly index: number } | undefined {
  if (COMPLETE.test((lines[index] ?? "").slice(0, LONGEST_LINE))) return undefined
  for (let at = index - 1; at >= Math.max(0, index - ABOVE); at--) {
    const line = lines[at] ?? ""
    if (/^\s*File "/.test(line) && /^\S/.test(lines[index] ?? "")) {
      const text = placeIn(line)
      return text === undefined ? undefined : { text, index: at }
    }
  }
  for (let at = index + 1; at <= index + BELOW; at++) {
    const line = lines[at] ?? ""
    const text = placeIn(line)
    if (text !== undefined) return { text, index: at }
    if (isFailure(line)) return undefined
  }
  return undefined
}
