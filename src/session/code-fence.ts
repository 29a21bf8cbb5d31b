/** A fence of backticks is not followed by one: that is code within a line. */
const FENCE = /^\s*(?:(`{3,})[^`]*|(~{3,})(?!~).*)$/

/** The fence that is open behind a line of a Markdown text, where `open` was before it; empty: none. */
export function fenceAfter(open: string, line: string): string {
  const [, backticks, tildes] = FENCE.exec(line) ?? []
  const mark = backticks ?? tildes ?? ""
  if (open === "") return mark
  // Only the same mark on a line of its own ends it.
  return mark.startsWith(open) && line.trim() === mark ? "" : open
}

/** Tells of one line of a Markdown text after the other whether it belongs to a block of code. */
export function createCodeFence(): (line: string) => boolean {
  let open = ""
  return (line) => {
    const before = open
    open = fenceAfter(open, line)
    return before !== "" || open !== ""
  }
}
