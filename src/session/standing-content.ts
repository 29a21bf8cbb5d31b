import type { Call } from "./call.ts"
import { fileContents } from "./file-content.ts"
import type { FileContent, FileLine } from "./file-content.ts"

interface FileState {
  /** Texts of lines that later calls show, write or took out: all of them stand below. */
  readonly texts: Set<string>
  /** The whole file was written later. */
  rewritten: boolean
}

export interface FileCall {
  readonly call: Call
  readonly contents: readonly FileContent[]
  /** Tells whether a line of that file stands below this call, or has been overwritten. */
  readonly isCovered: (content: FileContent, line: FileLine) => boolean
}

export interface FileWalk {
  /** Oldest first. */
  readonly calls: readonly Call[]
  readonly directory: string
  /** Tells whether the call's own content stays, and so can cover older calls. */
  readonly visit: (call: FileCall) => boolean
}

/**
 * Walks the calls from the newest to the oldest and tells for each what later calls to the same
 * files hold.
 */
export function walkFileCalls({ calls, directory, visit }: FileWalk): void {
  const files = new Map<string, FileState>()
  for (const call of calls.toReversed()) {
    const contents = fileContents(call.part, directory)
    if (contents.length === 0) continue
    const isCovered = (content: FileContent, line: FileLine): boolean => {
      const state = files.get(content.path)
      if (!state) return false
      return line.text === "" || state.rewritten || state.texts.has(line.text)
    }
    const stays = visit({ call, contents, isCovered })
    for (const content of contents) remember(files, content, stays)
  }
}

function remember(files: Map<string, FileState>, content: FileContent, stays: boolean): void {
  const state = files.get(content.path) ?? { texts: new Set(), rewritten: false }
  files.set(content.path, state)
  state.rewritten ||= content.kind === "write"
  if (!stays) return
  for (const { text } of content.lines) state.texts.add(text)
  for (const text of content.removed) state.texts.add(text)
}
