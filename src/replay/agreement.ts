import type { Share } from "./figures.ts"
import { sameAction } from "./next-action.ts"
import type { NextAction } from "./next-action.ts"

/** Answers of one model to the full and to the compacted prompt of one request. */
export interface AskedRequest {
  readonly session: string
  readonly message: string
  readonly full: readonly NextAction[]
  readonly sent: readonly NextAction[]
}

export interface Agreement {
  /** Pairs of answers to the full prompt that are the same action: what the model agrees with itself. */
  readonly repeat: Share
  /** Pairs of an answer to the full and one to the compacted prompt. */
  readonly compacted: Share
}

export const agreementOf = (asked: readonly AskedRequest[]): Agreement => ({
  repeat: shareOf(asked.flatMap(({ full }) => pairs(full))),
  compacted: shareOf(
    asked.flatMap(({ full, sent }) => full.flatMap((a) => sent.map((b) => sameAction(a, b)))),
  ),
})

const pairs = (actions: readonly NextAction[]): readonly boolean[] =>
  actions.flatMap((a, index) => actions.slice(index + 1).map((b) => sameAction(a, b)))

const shareOf = (same: readonly boolean[]): Share => ({
  kept: same.filter(Boolean).length,
  of: same.length,
})

/** So many of the list, evenly spread; the same ones at each run. */
export function spread<T>(values: readonly T[], count: number): readonly T[] {
  if (values.length <= count) return values
  const step = values.length / count
  return values.filter((_, index) => Math.floor(index / step) > Math.floor((index - 1) / step))
}
