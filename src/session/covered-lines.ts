import type { Stretch } from "./file-content.ts"

/** Lines of one file that stand in calls, to be compared with what older calls hold. */
export interface StandingLines {
  readonly add: (stretch: Stretch, options: { readonly placed: boolean }) => void
  /** An edit moved all that was added so far by so many lines, each change by its own. */
  readonly move: (growth: readonly number[]) => void
  /**
   * Tells of each line of an older stretch whether it stands here. It does where a block has its text at its
   * number, or in one run with a text that occurs only once in each: equal lines of repeating blocks are not
   * taken for each other.
   */
  readonly holds: (stretch: Stretch, options: { readonly placed: boolean }) => readonly boolean[]
}

/** Lines that stand together. */
interface Block {
  readonly lines: ReadonlyMap<number, string>
  /** Where texts stand that occur only once. */
  readonly places: ReadonlyMap<string, number>
  /** Its numbers are those of the file; an edit does not say where it stands. */
  readonly placed: boolean
}

/** By how many lines edits have moved a line, at least and at most. */
interface Moved {
  readonly least: number
  readonly most: number
}

interface StandingBlock extends Block {
  /** Up to when it was added, from the newest call on. */
  readonly since: Moved
}

/** All that is known of one text. */
interface Standing {
  /** Blocks in which it occurs once, that of the newest call first. */
  readonly blocks: StandingBlock[]
  /** Where it stands in the file, if the block says so. */
  readonly numbers: Set<number>
}

/**
 * A text in more blocks than these, such as a bracket, is looked for in the nearest calls alone: each of many
 * calls would be compared with each other one.
 */
const MOST_BLOCKS = 8

/** No file has more, and sums of it stay exact, which those with infinity do not. */
const MOST_LINES = 1e9

export function createStandingLines(): StandingLines {
  const known = new Map<string, Standing>()
  let moved: Moved = { least: 0, most: 0 }
  const standingOf = (text: string): Standing => {
    const standing = known.get(text) ?? { blocks: [], numbers: new Set() }
    known.set(text, standing)
    return standing
  }
  return {
    add(stretch, { placed }) {
      const block = { ...createBlock(stretch, placed), since: moved }
      for (const [number, text] of block.lines) {
        const { blocks, numbers } = standingOf(text)
        if (placed) numbers.add(number)
        if (block.places.get(text) === number) blocks.push(block)
      }
    },
    move(growth) {
      moved = {
        least: moved.least + sum(growth.map((lines) => Math.max(-MOST_LINES, Math.min(0, lines)))),
        most: moved.most + sum(growth.map((lines) => Math.min(MOST_LINES, Math.max(0, lines)))),
      }
    },
    holds(stretch, { placed }) {
      if (known.size === 0) return stretch.map(() => false)
      const older = createBlock(
        stretch.filter(({ text }) => known.has(text)),
        placed,
      )
      const anchors = new Map<StandingBlock, Map<number, number>>()
      for (const [text, number] of older.places)
        for (const block of known.get(text)?.blocks.slice(-MOST_BLOCKS) ?? []) {
          const shift = (block.places.get(text) ?? number) - number
          if (placed && block.placed && !isWithin(shift, block.since, moved)) continue
          anchors.set(block, (anchors.get(block) ?? new Map()).set(number, shift))
        }
      const covered = new Set<number>()
      for (const [newer, shifts] of anchors) markRuns({ older, newer, shifts, covered })
      return stretch.map(
        ({ text, number }) =>
          text === "" ||
          covered.has(number) ||
          (placed && known.get(text)?.numbers.has(number) === true),
      )
    },
  }
}

function createBlock(stretch: Stretch, placed: boolean): Block {
  const places = new Map<string, number>()
  const repeated = new Set<string>()
  for (const { text, number } of stretch) {
    if (places.has(text)) repeated.add(text)
    places.set(text, number)
  }
  for (const text of repeated) places.delete(text)
  places.delete("")
  return { lines: new Map(stretch.map(({ text, number }) => [number, text])), places, placed }
}

const isWithin = (shift: number, since: Moved, now: Moved): boolean =>
  shift >= now.least - since.least && shift <= now.most - since.most

interface RunsInput {
  readonly older: Block
  readonly newer: Block
  /** By how many lines each line of the older block is off that is known in the newer. */
  readonly shifts: ReadonlyMap<number, number>
  /** Numbers of the older block's lines; those that the newer one holds are added. */
  readonly covered: Set<number>
}

/** From each line that is known on, up to the next such line or the first that differs. */
function markRuns({ older, newer, shifts, covered }: RunsInput): void {
  for (const [start, shift] of shifts) {
    covered.add(start)
    for (const step of [1, -1])
      for (let number = start + step; !shifts.has(number); number += step) {
        const text = older.lines.get(number)
        if (text === undefined || newer.lines.get(number + shift) !== text) break
        covered.add(number)
      }
  }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0)
