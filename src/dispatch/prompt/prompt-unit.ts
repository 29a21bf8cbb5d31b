import type { DroppedSection } from "./dropped-section.ts"

/** A part of a prompt that one placeholder can stand for; told apart by identity. */
export interface PromptSection {
  readonly name: string
}

/** What goes into a prompt first: lower ranks before higher ones. */
export const RANK = {
  /** Stands in it whatever else has to go. */
  reserved: 0,
  objective: 1,
  context: 2,
  ending: 3,
  heading: 4,
  telling: 5,
  rest: 6,
  guide: 7,
  repeated: 8,
  /** Something else stands in its place already. */
  never: 9,
} as const

export type Rank = (typeof RANK)[keyof typeof RANK]

/** The smallest piece of a prompt that stays or goes as a whole: a line, or a piece of a long one. */
export interface PromptUnit {
  readonly text: string
  /** What stands between it and the next one where both stay. */
  readonly glue: "" | "\n" | "\n\n"
  readonly rank: Rank
  /** Undefined: it is no part of the original, and may be missing without a trace. */
  readonly section?: PromptSection
  /** What the placeholders in its own text stand for. */
  readonly dropped?: readonly DroppedSection[]
}

/** A line that stays. */
export const reservedLine = (text: string, glue: PromptUnit["glue"] = "\n"): PromptUnit => ({
  text,
  glue,
  rank: RANK.reserved,
})

/** Tokens of some units on lines of their own. */
export const unitsCost = (units: readonly PromptUnit[], count: (text: string) => number): number =>
  units.reduce((sum, { text }) => sum + count(text) + 1, 0)
