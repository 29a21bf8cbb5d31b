import { handleFor } from "./handle.ts"
import { appendEdits } from "./append-edits.ts"
import { commonCap } from "./common-cap.ts"
import { newestProtected, TODO_TOOL } from "./compact/newest-protected.ts"
import type { Draft } from "./draft.ts"
import type { Proposal } from "./edit.ts"
import { ruleContext } from "./prune.ts"
import { recentWindowStart } from "./recent-window.ts"
import { shorten } from "./shorten.ts"
import type { StageInput } from "./stage.ts"
import { standingText } from "./standing-text.ts"
import { slotKey } from "./transcript.ts"

/** No output is cut below this, tokens: enough to see what it is. */
const MIN_OUTPUT = 200
/** Counted tokens that cutting at line ends may leave over. */
const SLACK = 1.02

/**
 * The last resort: where nothing else brings the request under its ceiling, the largest
 * outputs of the recent window are cut to one common size, with those of older calls that the
 * stages have kept.
 */
export function shortenRecent({ draft, meter, settings }: StageInput): Draft {
  const { view, budget, forecast } = draft
  const recentStart = recentWindowStart({ draft, meter, settings })
  const context = ruleContext({ draft, meter, settings, recentStart })
  const kept = newestProtected(context)
  const candidates = context.calls
    .filter(
      ({ part, index }) => index >= recentStart || (kept.has(part) && part.tool !== TODO_TOOL),
    )
    .map((call) => {
      const standing = view.get(slotKey(call.message.id, call.part.id, "output"))
      const text = standingText(draft, { ...call, field: "output" })
      return { call, text, size: standing?.tokens ?? meter.tokens(call.part, "output") }
    })
  const excess = (SLACK * (forecast.tokens - budget.ceiling)) / forecast.factor
  const cap = Math.max(
    MIN_OUTPUT,
    commonCap(
      candidates.map(({ size }) => size),
      excess,
    ),
  )
  const proposals = candidates
    .filter(({ size }) => size > cap)
    .map(({ call, text, size }): Proposal => ({
      target: { message: call.message.id, part: call.part.id, field: "output" },
      replacement: {
        kind: "text",
        text: shorten({
          text,
          tokens: cap,
          size,
          handle: handleFor(settings, meter.digest(call.part, "output"), "output"),
          count: (piece) => meter.measure(piece).tokens,
        }),
      },
      reason: "shorten-recent",
    }))
  return appendEdits({ draft, proposals, meter, stage: "stage_d_recent" })
}
