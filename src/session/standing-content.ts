import type { Call } from "./call.ts"
import { createStandingLines } from "./covered-lines.ts"
import type { StandingLines } from "./covered-lines.ts"
import { fileContents } from "./file-content.ts"
import type { FileContent, Stretch } from "./file-content.ts"

/** Lines that later calls show, write or take out; or the whole file was written later. */
type FileState = StandingLines | "rewritten"

export interface FileCall {
  readonly call: Call
  readonly contents: readonly FileContent[]
  /** Tells of each line in a stretch whether it stands below this call, or has been overwritten. */
  readonly coverage: (content: FileContent, stretch: Stretch) => readonly boolean[]
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
    const coverage = (content: FileContent, stretch: Stretch): readonly boolean[] => {
      const state = files.get(content.path)
      return state === "rewritten"
        ? stretch.map(() => true)
        : (state ?? createStandingLines()).holds(stretch, placing(content))
    }
    const stays = visit({ call, contents, coverage })
    for (const content of contents) remember({ files, content, stays })
  }
}

/** An edit does not say where it stands. */
const placing = ({ kind }: FileContent): { readonly placed: boolean } => ({
  placed: kind !== "edit",
})

interface RememberInput {
  readonly files: Map<string, FileState>
  readonly content: FileContent
  readonly stays: boolean
}

function remember({ files, content, stays }: RememberInput): void {
  const before = stateBefore({ state: files.get(content.path), content, stays })
  if (content.movedFrom === undefined) {
    files.set(content.path, before)
    return
  }
  // Up to here the file stood at its old path; what stood at the new one has been overwritten.
  files.set(content.movedFrom, before)
  files.set(content.path, "rewritten")
}

interface StateBeforeInput {
  readonly state: FileState | undefined
  readonly content: FileContent
  readonly stays: boolean
}

function stateBefore({ state, content, stays }: StateBeforeInput): FileState {
  if (state === "rewritten" || content.kind === "write") return "rewritten"
  const standing = state ?? createStandingLines()
  standing.move(content.growth)
  const own = stays ? [...content.replaced, ...content.shown] : []
  for (const lines of own) standing.add(lines, placing(content))
  return standing
}
