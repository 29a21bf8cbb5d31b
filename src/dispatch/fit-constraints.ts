import { headOf, tailOf } from "../session/cut-text.ts"
import { dropSection, placeholderCost, placeholderOf } from "./dropped-section.ts"
import { SECTION_NAMES, unfitLine } from "./prompt-texts.ts"
import { reservedLine } from "./prompt-unit.ts"
import type { PromptUnit } from "./prompt-unit.ts"

export interface FitConstraintsInput {
  readonly lines: readonly string[]
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

/** Every line in some form: the longest are clipped first, all to the same length, and no more than needed. */
export function fitConstraints(input: FitConstraintsInput): FittedConstraints {
  const { lines, room, count } = input
  const mark = placeholderCost(count)
  const whole: number[] = []
  const wholeCost = (index: number): number => (whole[index] ??= count(lines[index] ?? "") + 1)
  const clippedCost = (line: string, kept: number): number =>
    count(headOf(line, headLength(kept))) + count(tailOf(line, tailLength(kept))) + mark + 2
  /** Undefined: it stands whole, because clipping would save nothing. */
  const clipCost = (index: number, kept: number): number | undefined => {
    const line = lines[index] ?? ""
    if (line.length <= kept) return undefined
    const cost = clippedCost(line, kept)
    return cost < wholeCost(index) ? cost : undefined
  }
  const fits = (kept: number): boolean => {
    let left = room
    return lines.every((_, index) => {
      left -= clipCost(index, kept) ?? wholeCost(index)
      return left >= 0
    })
  }
  const longest = lines.reduce((most, { length }) => Math.max(most, length), 0)
  const unitAt = (kept: number) => (line: string, index: number) =>
    clipCost(index, kept) === undefined
      ? reservedLine(line)
      : clippedUnit(line, { kept, digest: input.digest })
  if (fits(longest)) return { ok: true, units: lines.map(unitAt(longest)), isWhole: true }
  if (!fits(LEAST_KEPT)) {
    let left = room
    const unfit = lines.filter((_, index) => {
      const cost = clipCost(index, LEAST_KEPT) ?? wholeCost(index)
      if (cost <= left) left -= cost
      else return true
      return false
    })
    return { ok: false, unfit: unfit.map(unfitLine) }
  }
  let [low, high] = [LEAST_KEPT, longest]
  while (high - low > PRECISION) {
    const middle = Math.floor((low + high) / 2)
    if (fits(middle)) low = middle
    else high = middle
  }
  return { ok: true, units: lines.map(unitAt(low)), isWhole: false }
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
