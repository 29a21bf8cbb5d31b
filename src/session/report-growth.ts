import { MAX_FACTOR, MIN_FACTOR } from "./model-profile.ts"
import type { UsageReport } from "./usage-report.ts"

/**
 * Tokens by which two reports may differ for what nobody counts: framing, a tool more or less. Between
 * single steps of recorded sessions it was less.
 */
const SLACK = 500

/** Counted tokens that came in between two requests, and that went. */
export function changeBetween(
  from: UsageReport,
  to: UsageReport,
): { readonly added: number; readonly removed: number } {
  const freed = to.freed - from.freed
  const added = to.counted - from.counted + freed
  return { added: Math.max(0, added), removed: freed + Math.max(0, -added) }
}

/**
 * What a report may have grown by, tokens: as the densest and the widest tokenizer would have it. A
 * provider may leave out reasoning, all of it behind the user's next message; or send along what no
 * part shows; and bill images as it likes.
 */
function bandBetween(
  from: UsageReport,
  to: UsageReport,
): { readonly least: number; readonly most: number } {
  const { added, removed } = changeBetween(from, to)
  const media = to.media - from.media
  const sure = Math.max(0, added - media - (to.thought - from.thought))
  const left = to.turn > from.turn ? from.loopThought : 0
  return {
    least: MIN_FACTOR * sure - MAX_FACTOR * removed - left - SLACK,
    most: media > 0 ? Infinity : MAX_FACTOR * added + (to.hidden - from.hidden) + SLACK,
  }
}

/** The growth of the report is in keeping with what was counted in between. */
export function isInKeeping(from: UsageReport, to: UsageReport): boolean {
  const { least, most } = bandBetween(from, to)
  const grown = to.reported - from.reported
  return grown >= least && grown <= most
}

/** The prompt grew so much that a report which does not follow it would show. */
export function isProof(from: UsageReport, to: UsageReport): boolean {
  const { added } = changeBetween(from, to)
  return (
    isInKeeping(from, to) &&
    bandBetween(from, to).least > 0 &&
    to.reported - from.reported <= MAX_FACTOR * added + SLACK
  )
}

/** What the newest answer adds unseen to the next prompt, tokens, if the answers before it did. */
export function returning(before: UsageReport | undefined, last: UsageReport): number {
  if (!before) return 0
  const { added, removed } = changeBetween(before, last)
  const due = last.hidden - before.hidden
  return due > 0 && last.reported - before.reported - added + removed >= due / 2 ? last.unshown : 0
}

/** By more than what nobody counts. */
export const hasFallen = (from: UsageReport, to: UsageReport): boolean =>
  to.reported < from.reported - SLACK

/** The prompt grew, and the report did not follow. */
export const hasStayed = (from: UsageReport, to: UsageReport): boolean =>
  changeBetween(from, to).removed === 0 && to.reported - from.reported < bandBetween(from, to).least
