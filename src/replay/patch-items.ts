const FILE_HEADER = /^\*\*\* (?:Add|Update|Delete) File: (.+)$|^\*\*\* Move to: (.+)$/
const UNIFIED_HEADER = /^(?:---|\+\+\+) (?:[ab]\/)?(\S+)/

/** What a patch has to match: the files it changes, and the lines that must stand in them. */
export function patchItems(patch: string): {
  readonly paths: readonly string[]
  readonly lines: readonly string[]
} {
  const paths: string[] = []
  const lines: string[] = []
  for (const line of patch.split(/\r?\n/)) {
    const header = FILE_HEADER.exec(line) ?? UNIFIED_HEADER.exec(line)
    const path = header?.[1] ?? header?.[2]
    if (path) paths.push(path.trim())
    else if (line.startsWith("@@")) lines.push(anchorOf(line))
    else if (/^[- ]/.test(line)) lines.push(line.slice(1))
  }
  return { paths, lines }
}

/** The line that a hunk names as its place; `@@ -1,4 +1,5 @@` alone names none. */
const anchorOf = (line: string): string =>
  line
    .replace(/^@@ -[\d,]+ \+[\d,]+ @@/, "")
    .replace(/^@@ ?/, "")
    .replace(/ @@$/, "")
