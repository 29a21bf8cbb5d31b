import { diffLines } from "../session/compact/outline/diff-lines.ts"

interface PatchItems {
  readonly paths: readonly string[]
  readonly lines: readonly string[]
}

const FILE_HEADER = /^\*\*\* (?:Add|Update|Delete) File: (.+)$|^\*\*\* Move to: (.+)$/
const UNIFIED_HEADER = /^(?:---|\+\+\+) (?:[ab]\/)?(\S+)/

/** What a patch has to match: the files it changes, and the lines that must stand in them. */
export function patchItems(patch: string): PatchItems {
  const lines = patch.split(/\r?\n/)
  return lines.some((line) => FILE_HEADER.test(line)) ? headedItems(lines) : unifiedItems(lines)
}

function headedItems(patch: readonly string[]): PatchItems {
  const paths: string[] = []
  const lines: string[] = []
  for (const line of patch) {
    const header = FILE_HEADER.exec(line)
    const path = header?.[1] ?? header?.[2]
    if (path) paths.push(path.trim())
    else if (line.startsWith("@@")) lines.push(anchorOf(line))
    else if (/^[- ]/.test(line)) lines.push(line.slice(1))
  }
  return { paths, lines }
}

function unifiedItems(patch: readonly string[]): PatchItems {
  const kinds = diffLines(patch)
  return {
    paths: patch.flatMap((line, index) =>
      kinds[index] === "file" || kinds[index] === "header"
        ? (UNIFIED_HEADER.exec(line)?.[1] ?? [])
        : [],
    ),
    lines: patch.flatMap((line, index) => {
      if (kinds[index] === "hunk") return [anchorOf(line)]
      const isOld = kinds[index] === "removed" || kinds[index] === "same"
      // What stands behind a hunk is told as "same" too, and has no sign.
      return isOld && /^[- ]/.test(line) ? [line.slice(1)] : []
    }),
  }
}

/** The line that a hunk names as its place; `@@ -1,4 +1,5 @@` alone names none. */
const anchorOf = (line: string): string =>
  line
    .replace(/^@@ -[\d,]+ \+[\d,]+ @@/, "")
    .replace(/^@@ ?/, "")
    .replace(/ @@$/, "")
