import { headOf, tailOf } from "../../session/cut-text.ts"
import { dropSection, placeholderCost, placeholderOf } from "./dropped-section.ts"
import { SECTION_NAMES, unfitLine } from "./prompt-texts.ts"
import { reservedLine } from "./prompt-unit.ts"
import type { PromptUnit } from "./prompt-unit.ts"

/** A line that binds, with the tokens that it takes. */
export interface MeasuredLine {
  readonly text: string
  readonly whole: number
  /** Clipped as far as it can be, or whole where clipping saves nothing. */
  readonly least: number
}

export interface FitConstraintsInput {
  readonly lines: readonly MeasuredLine[]
  /** Tokens that all of them may take. */
  readonly room: number
  readonly count: (text: string) => number
  readonly digest: (text: string) => string
}

export type FittedConstraints =
  | { readonly ok: true; readonly units: readonly PromptUnit[]; readonly isWhole: boolean }
  /** The lines that found no room even clipped, each short enough to be named. */
  | { readonly ok: false; readonly unfit: readonly string[] }

/** Characters that a clipped line keeps at least. */
const LEAST_KEPT = 60
/** How long clipped lines can be is found to so many characters. */
const PRECISION = 4

export function measureLines(
  lines: readonly string[],
  count: (text: string) => number,
): readonly MeasuredLine[] {
  const mark = placeholderCost(count)
  return lines.map((text) => {
    const whole = count(text) + 1
    return { text, whole, least: clippedCost(text, { kept: LEAST_KEPT, whole, mark, count }) }
  })
}

/** Tokens below which they cannot all stand in any form. */
export const leastCost = (lines: readonly MeasuredLine[]): number =>
  lines.reduce((sum, { least }) => sum + least, 0)

/** Every line in some form: the longest are clipped first, all to the same length, and no more than needed. */
export function fitConstraints({
  lines,
  room,
  count,
  digest,
}: FitConstraintsInput): FittedConstraints {
  const isWhole = lines.reduce((sum, { whole }) => sum + whole, 0) <= room
  if (lines.length === 0 || isWhole)
    return { ok: true, units: lines.map(({ text }) => reservedLine(text)), isWhole: true }
  if (leastCost(lines) > room) {
    let left = room
    const unfit = lines.filter(({ least }) => {
      if (least > left) return true
      left -= least
      return false
    })
    return { ok: false, unfit: unfit.map(({ text }) => unfitLine(text)) }
  }
  const mark = placeholderCost(count)
  const costAt = ({ text, whole }: MeasuredLine, kept: number): number =>
    clippedCost(text, { kept, whole, mark, count })
  const fits = (kept: number): boolean => {
    let left = room
    return lines.every((line) => {
      left -= costAt(line, kept)
      return left >= 0
    })
  }
  let low = LEAST_KEPT
  let high = lines.reduce((most, { text }) => Math.max(most, text.length), 0)
  while (high - low > PRECISION) {
    const middle = Math.floor((low + high) / 2)
    if (fits(middle)) low = middle
    else high = middle
  }
  const units = lines.map((line) =>
    costAt(line, low) < line.whole
      ? clippedUnit(line.text, { kept: low, digest })
      : reservedLine(line.text),
  )
  return { ok: true, units, isWhole: false }
}

interface ClipOptions {
  /** Characters that stay of a line that is clipped. */
  readonly kept: number
  /** Tokens of the whole line. */
  readonly whole: number
  /** Tokens of a placeholder. */
  readonly mark: number
  readonly count: (text: string) => number
}

/** Tokens of a line of which so much stays, or of the whole one where clipping would save nothing. */
function clippedCost(line: string, { kept, whole, mark, count }: ClipOptions): number {
  if (line.length <= kept || whole <= mark + 2) return whole
  const ends = count(headOf(line, headLength(kept))) + count(tailOf(line, tailLength(kept)))
  return Math.min(whole, ends + mark + 2)
}

const headLength = (kept: number): number => Math.ceil((2 * kept) / 3)
const tailLength = (kept: number): number => Math.floor(kept / 3)

function clippedUnit(
  line: string,
  { kept, digest }: { readonly kept: number; readonly digest: (text: string) => string },
): PromptUnit {
  const head = headOf(line, headLength(kept))
  const tail = tailOf(line, tailLength(kept))
  const middle = line.slice(head.length, line.length - tail.length)
  const section = dropSection({ name: SECTION_NAMES.constraint, text: middle, digest })
  return { ...reservedLine(`${head}… ${placeholderOf(section)} …${tail}`), dropped: [section] }
}
