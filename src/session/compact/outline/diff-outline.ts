import { RANK } from "./entry.ts"
import type { Entry } from "./entry.ts"

interface FileChange {
  readonly index: number
  name: string
  state: string
  added: number
  removed: number
  inHunks: boolean
}

/** Of each file its path and how much was added and removed, then where. */
export function diffOutline(lines: readonly string[]): readonly Entry[] {
  const files: FileChange[] = []
  const rest: Entry[] = []
  for (const [index, line] of lines.entries()) {
    const last = files.at(-1)
    const started = startOf(lines, index)
    if (started !== undefined) {
      files.push({ index, name: started, state: "", added: 0, removed: 0, inHunks: false })
      continue
    }
    if (!last) {
      if (SUBJECT.test(line)) rest.push({ line: line.trim(), index, rank: RANK.main })
      continue
    }
    if (line.startsWith("@@")) {
      last.inHunks = true
      rest.push({ line: line.trim(), index, rank: RANK.side })
    } else if (!last.inHunks) readHeader(last, line)
    else if (line.startsWith("+")) last.added++
    else if (line.startsWith("-")) last.removed++
  }
  const headers = files.map(({ index, name, state, added, removed }): Entry => {
    return { line: `${name}${state} +${added} -${removed}`, index, rank: RANK.failure }
  })
  return [...headers, ...rest]
}

/** The message of a commit, which stands before its changes. */
const SUBJECT = /^ {4}\S|^commit [0-9a-f]{7}/

/** The name of the file whose changes begin at a line. */
function startOf(lines: readonly string[], index: number): string | undefined {
  const line = lines[index] ?? ""
  const git = /^diff --git (?:"?a\/)?(.{1,400}?)"? (?:"?b\/)/.exec(line)?.[1]
  if (git !== undefined) return git
  const indexed = /^Index: (.+)$/.exec(line)?.[1]
  if (indexed !== undefined) return indexed
  const isPlain = /^--- \S/.test(line) && /^\+\+\+ \S/.test(lines[index + 1] ?? "")
  const isOwn = lines.slice(Math.max(0, index - 6), index).some((above) => HEADER.test(above))
  return isPlain && !isOwn ? line.slice(4).split("\t")[0] : undefined
}

const HEADER = /^(?:diff --git |Index: )/

function readHeader(file: FileChange, line: string): void {
  const name = /^\+\+\+ (?:b\/)?(?!\/dev\/null)([^\t]+)/.exec(line)?.[1]
  if (name !== undefined) file.name = name
  if (/^(?:new|deleted) file|^rename from /.test(line)) file.state = ` (${stateOf(line)})`
}

const stateOf = (line: string): string =>
  line.startsWith("rename")
    ? `was ${line.slice("rename from ".length)}`
    : (line.split(" ")[0] ?? "")
