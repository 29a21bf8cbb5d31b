/** The lines of an output without what terminals and tools put around them. */
export function plainLines(text: string): readonly string[] {
  const lines = text
    .replace(ESCAPE, "")
    .split(/\r?\n/)
    .map((line) => withoutStart(line.slice(line.lastIndexOf("\r") + 1)))
  return isNumbered(lines) ? lines.filter((line) => !isWrapper(line)).map(withoutGutter) : lines
}

/** Colours, cursor movements and window titles. */
// oxlint-disable-next-line no-control-regex -- control characters are what is looked for
const ESCAPE = /\u001b(?:\[[0-9;?]{0,32}[A-Za-z]|\][^\u0007\u001b]{0,200}\u0007|[()][A-Z0-9])/g

/** The host's read puts the first line directly behind this tag. */
const CONTENT_START = "<content>"
const withoutStart = (line: string): string =>
  line.startsWith(CONTENT_START) ? line.slice(CONTENT_START.length) : line

const GUTTER = /^\s{0,8}\d{1,7}(?:: ?|\| ?|→|\t)/
const WRAPPER =
  /^(?:<\/?(?:path|type|file|content|pty_output)\b[^\n]{0,400}|\((?:End of|File has)[^\n]*\))$/

const withoutGutter = (line: string): string => line.replace(GUTTER, "")

const isWrapper = (line: string): boolean =>
  (line.startsWith("<") || line.startsWith("(")) && line.length < 500 && WRAPPER.test(line)

/** At least this share of the lines is numbered where line numbers are the tool's. */
const NUMBERED_SHARE = 0.5

function isNumbered(lines: readonly string[]): boolean {
  const filled = lines.filter((line) => line !== "" && !isWrapper(line))
  return filled.filter((line) => GUTTER.test(line)).length > NUMBERED_SHARE * filled.length
}
