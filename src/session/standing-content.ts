import type { Call } from "./call.ts"
import { createBlock, markCovered } from "./covered-lines.ts"
import type { Block } from "./covered-lines.ts"
import { fileContents } from "./file-content.ts"
import type { FileContent, Stretch } from "./file-content.ts"

interface FileState {
  /** Lines that later calls show, write or take out, the newest call's last. */
  readonly blocks: readonly StandingBlock[]
  /** All texts in these blocks: most lines that stand nowhere are known by them at once. */
  readonly texts: Set<string>
  /** The whole file was written later. */
  readonly rewritten: boolean
}

interface StandingBlock {
  readonly block: Block
  /** By how many lines later edits may have moved a line on its way to this block. */
  readonly least: number
  readonly most: number
}

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

const stateOf = ({ rewritten }: { rewritten: boolean }): FileState => ({
  blocks: [],
  texts: new Set(),
  rewritten,
})

/**
 * Walks the calls from the newest to the oldest and tells for each what later calls to the same
 * files hold.
 */
export function walkFileCalls({ calls, directory, visit }: FileWalk): void {
  const files = new Map<string, FileState>()
  for (const call of calls.toReversed()) {
    const contents = fileContents(call.part, directory)
    if (contents.length === 0) continue
    const coverage = (content: FileContent, stretch: Stretch): readonly boolean[] =>
      coverageOf({
        content,
        stretch,
        state: files.get(content.path) ?? stateOf({ rewritten: false }),
      })
    const stays = visit({ call, contents, coverage })
    for (const content of contents) remember({ files, content, stays })
  }
}

interface CoverageInput {
  readonly content: FileContent
  readonly stretch: Stretch
  readonly state: FileState
}

function coverageOf({ content, stretch, state }: CoverageInput): readonly boolean[] {
  if (state.rewritten) return stretch.map(() => true)
  if (state.blocks.length === 0) return stretch.map(() => false)
  const known = stretch.filter(({ text }) => state.texts.has(text))
  const older = createBlock(known, { placed: content.kind !== "edit" })
  const covered = new Set<number>()
  for (const { block, least, most } of state.blocks) {
    markCovered({ older, newer: block, least, most, covered })
    if (covered.size === older.lines.size) break
  }
  return stretch.map(({ text, number }) => text === "" || covered.has(number))
}

interface RememberInput {
  readonly files: Map<string, FileState>
  readonly content: FileContent
  readonly stays: boolean
}

function remember({ files, content, stays }: RememberInput): void {
  const state = files.get(content.path) ?? stateOf({ rewritten: false })
  const before = stateBefore({ state, content, stays })
  if (content.movedFrom === undefined) {
    files.set(content.path, before)
    return
  }
  // Up to here the file stood at its old path; what stood at the new one has been overwritten.
  files.set(content.movedFrom, before)
  files.set(content.path, stateOf({ rewritten: true }))
}

interface StateBeforeInput {
  readonly state: FileState
  readonly content: FileContent
  readonly stays: boolean
}

function stateBefore({ state, content, stays }: StateBeforeInput): FileState {
  if (state.rewritten || content.kind === "write") return stateOf({ rewritten: true })
  if (content.shown.length === 0 && content.replaced.length === 0) return state
  const shorter = sum(content.growth.filter((lines) => lines < 0))
  const longer = sum(content.growth.filter((lines) => lines > 0))
  const moved = state.blocks.map(({ block, least, most }) => ({
    block,
    least: least + shorter,
    most: most + longer,
  }))
  const own = stays ? [...content.replaced, ...content.shown] : []
  for (const { text } of own.flat()) state.texts.add(text)
  const placed = content.kind !== "edit"
  return {
    blocks: [
      ...own.map((lines) => ({ block: createBlock(lines, { placed }), least: 0, most: 0 })),
      ...moved,
    ],
    texts: state.texts,
    rewritten: false,
  }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0)
