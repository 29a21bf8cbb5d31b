/** A fence of backticks is not followed by one: that is code within a line. */
const FENCE = /^\s*(?:(`{3,})[^`]*|(~{3,})(?!~).*)$/

/** Tells of one line of a Markdown text after the other whether it belongs to a block of code. */
export function createCodeFence(): (line: string) => boolean {
  let open = ""
  return (line) => {
    const [, backticks, tildes] = FENCE.exec(line) ?? []
    const mark = backticks ?? tildes ?? ""
    const isCode = open !== "" || mark !== ""
    if (open === "") open = mark
    // Only the same mark on a line of its own ends it.
    else if (mark.startsWith(open) && line.trim() === mark) open = ""
    return isCode
  }
}
