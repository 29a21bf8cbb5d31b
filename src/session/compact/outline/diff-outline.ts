import { diffLines } from "./diff-lines.ts"
import { RANK } from "./entry.ts"
import type { Entry } from "./entry.ts"

interface FileChange {
  readonly index: number
  name: string
  state: string
  added: number
  removed: number
}

/** Of each file its path and how much was added and removed, then where. */
export function diffOutline(lines: readonly string[]): readonly Entry[] {
  const files: FileChange[] = []
  const rest: Entry[] = []
  for (const [index, kind] of diffLines(lines).entries()) {
    const line = lines[index] ?? ""
    const last = files.at(-1)
    if (kind === "file") files.push({ index, name: nameOf(line), state: "", added: 0, removed: 0 })
    else if (kind === "hunk") rest.push({ line: line.trim(), index, rank: RANK.side })
    else if (kind === "other" && SUBJECT.test(line))
      rest.push({ line: line.trim(), index, rank: RANK.main })
    else if (last && kind === "header") readHeader(last, line)
    else if (last && kind === "added") last.added++
    else if (last && kind === "removed") last.removed++
  }
  const headers = files.map(({ index, name, state, added, removed }): Entry => {
    return { line: `${name}${state} +${added} -${removed}`, index, rank: RANK.failure }
  })
  return [...headers, ...rest]
}

/** The message of a commit, which stands before its changes. */
const SUBJECT = /^ {4}\S|^commit [0-9a-f]{7}/

/** The name of the file whose changes begin with a line. */
const nameOf = (line: string): string =>
  /^diff --git (?:"?a\/)?(.{1,400}?)"? (?:"?b\/)/.exec(line)?.[1] ??
  /^(?:Index:|diff --(?:cc|combined)) (.+)$/.exec(line)?.[1] ??
  line.slice(4).split("\t")[0] ??
  ""

function readHeader(file: FileChange, line: string): void {
  const name = /^\+\+\+ (?:b\/)?(?!\/dev\/null)([^\t]+)/.exec(line)?.[1]
  if (name !== undefined) file.name = name
  if (/^(?:new|deleted) file|^rename from /.test(line)) file.state = ` (${stateOf(line)})`
}

const stateOf = (line: string): string =>
  line.startsWith("rename")
    ? `was ${line.slice("rename from ".length)}`
    : (line.split(" ")[0] ?? "")
