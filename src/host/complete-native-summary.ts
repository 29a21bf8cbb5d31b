import { completeSummary } from "../session/native/complete-summary.ts"
import { withoutLines } from "../session/without-lines.ts"
import type { Runtime } from "./runtime.ts"
import type { Session } from "./sessions.ts"

/** Adds the facts that the host's summary lacks, before the host stores it. */
export function completeNativeSummary(
  { meter }: Runtime,
  { compaction, lastKind }: Session,
  output: { text: string },
): void {
  if (lastKind !== "compaction" || !compaction || compaction.completed) return
  const { needed, behind, factTokens, guidance } = compaction
  const text = completeSummary({
    summary: withoutLines(output.text, guidance),
    sections: needed,
    behind,
    tokens: factTokens,
    count: (piece) => meter.measure(piece).tokens,
  })
  if (text === "") return
  compaction.completed = true
  output.text = text
}
