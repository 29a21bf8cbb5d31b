import type { Stretch } from "./file-content.ts"

/** Lines that stand together in a request. */
export interface Block {
  readonly lines: ReadonlyMap<number, string>
  /** Where texts stand that occur only once. */
  readonly places: ReadonlyMap<string, number>
  /** Its numbers are those of the file; an edit does not say where it stands. */
  readonly placed: boolean
}

export function createBlock(stretch: Stretch, { placed }: { placed: boolean }): Block {
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

export interface CoverInput {
  readonly older: Block
  readonly newer: Block
  /** By how many lines edits between the two may have moved a line. */
  readonly least: number
  readonly most: number
  /** Numbers of the older block's lines; those that the newer one holds are added. */
  readonly covered: Set<number>
}

/**
 * A line is held where the newer block has its text at its number, or as far off as the nearest
 * text before or behind it that occurs only once in each: equal lines of repeating blocks are not
 * taken for each other.
 */
export function markCovered({ older, newer, least, most, covered }: CoverInput): void {
  const inPlace = older.placed && newer.placed
  const shiftAt = (text: string, number: number): number | undefined => {
    if (!older.places.has(text)) return undefined
    const place = newer.places.get(text)
    if (place === undefined) return undefined
    const shift = place - number
    return inPlace && (shift < least || shift > most) ? undefined : shift
  }
  const lines = [...older.lines]
  for (const ordered of [lines, lines.toReversed()]) {
    let shift: number | undefined = inPlace ? 0 : undefined
    for (const [number, text] of ordered) {
      shift = shiftAt(text, number) ?? shift
      const shifted = shift !== undefined && newer.lines.get(number + shift) === text
      if (shifted || (inPlace && newer.lines.get(number) === text)) covered.add(number)
    }
  }
}
