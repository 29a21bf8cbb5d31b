import type { Call } from "./call.ts"
import { fileContents } from "./file-content.ts"
import type { FileContent, FileLine } from "./file-content.ts"

/** Lines too short to mean anything ("}", "});") are found everywhere and count as covered. */
const MIN_LINE = 4

interface FileState {
  /** Texts of lines that later calls show, write or took out: all of them stand below. */
  readonly texts: Set<string>
  /** Line numbers that later reads show. */
  readonly numbers: Set<number>
  /** The whole file was written later. */
  rewritten: boolean
}

export interface FileCall {
  readonly call: Call
  readonly contents: readonly FileContent[]
  /** Tells whether a line of that file stands below this call, or has been overwritten. */
  readonly isCovered: (content: FileContent, line: FileLine) => boolean
}

/**
 * Walks the calls from the newest to the oldest and tells for each what later calls to the same
 * files hold. `visit` answers whether the call's own content stays, and so can cover older calls.
 */
export function walkFileCalls(calls: readonly Call[], visit: (call: FileCall) => boolean): void {
  const files = new Map<string, FileState>()
  for (const call of calls.toReversed()) {
    const contents = fileContents(call.part)
    if (contents.length === 0) continue
    const isCovered = (content: FileContent, line: FileLine): boolean => {
      const state = files.get(content.path)
      if (line.text.trim().length < MIN_LINE) return true
      if (!state) return false
      return (
        state.rewritten ||
        state.texts.has(line.text) ||
        (line.number !== undefined && state.numbers.has(line.number))
      )
    }
    const stays = visit({ call, contents, isCovered })
    for (const content of contents) remember(files, content, stays)
  }
}

function remember(files: Map<string, FileState>, content: FileContent, stays: boolean): void {
  const state = files.get(content.path) ?? {
    texts: new Set(),
    numbers: new Set(),
    rewritten: false,
  }
  files.set(content.path, state)
  state.rewritten ||= content.kind === "write"
  if (!stays) return
  for (const { text, number } of content.lines) {
    state.texts.add(text)
    if (number !== undefined) state.numbers.add(number)
  }
  for (const text of content.removed) state.texts.add(text)
}
