import { isConstraintLine, isDecisionLine } from "../../session/compact/telling-lines.ts"

/** How much of what decides stands in a compacted prompt. */
export interface Retention {
  readonly relevant: number
  readonly kept: number
  readonly lost: readonly string[]
}

export interface RetentionInput {
  readonly original: string
  readonly compacted: string
  /** Issues and fixes of earlier reviews: they count where the original prompt has them. */
  readonly findings: readonly string[]
}

/** Lines that bind or decide, and findings, each counted once. */
export function retention({ original, compacted, findings }: RetentionInput): Retention {
  const lines = linesOf(original).filter((line) => isConstraintLine(line) || isDecisionLine(line))
  const pieces = findings
    .map((finding) => finding.trim())
    .filter((finding) => finding !== "" && stands(finding, original))
  const relevant = [...new Set([...lines, ...pieces])]
  const whole = new Set(linesOf(compacted))
  const isPiece = new Set(pieces)
  const lost = relevant.filter(
    (one) => !whole.has(one) && !(isPiece.has(one) && stands(one, compacted)),
  )
  return { relevant: relevant.length, kept: relevant.length - lost.length, lost }
}

const linesOf = (text: string): readonly string[] =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "")

/** As it is, or as it is written inside JSON. */
const stands = (piece: string, text: string): boolean =>
  text.includes(piece) || text.includes(JSON.stringify(piece).slice(1, -1))
