import { handleForPart } from "./handle.ts"
import { appendEdits } from "./append-edits.ts"
import { attachments } from "./attachments.ts"
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

/** No output is cut below this, tokens: enough to see what it is. Of the user's words more stays. */
const MIN_OUTPUT = 200
/** Counted tokens that cutting at line ends may leave over. */
const SLACK = 1.02

/**
 * The last resort: where nothing else brings the request under its ceiling, the largest
 * outputs of the recent window are cut to one common size, with those of older calls that the
 * stages have kept, and with what is attached to messages of the user.
 */
export function shortenRecent({ draft, meter, settings }: StageInput): Draft {
  const { view, budget, forecast } = draft
  const recentStart = recentWindowStart({ draft, meter, settings })
  const context = ruleContext({ draft, meter, settings, recentStart })
  const kept = newestProtected(context)
  const slots = [
    ...context.calls
      .filter(
        ({ part, index }) => index >= recentStart || (kept.has(part) && part.tool !== TODO_TOOL),
      )
      .map(({ message, part }) => ({
        message,
        part,
        field: "output" as const,
        least: part.replies ? Math.max(MIN_OUTPUT, settings.userTokens) : MIN_OUTPUT,
      })),
    ...attachments(draft.transcript).map(({ text, call: { message } }) => ({
      message,
      part: text,
      field: "text" as const,
      least: MIN_OUTPUT,
    })),
  ]
  const candidates = slots
    .map((slot) => ({
      ...slot,
      size:
        view.get(slotKey(slot.message.id, slot.part.id, slot.field))?.tokens ??
        meter.tokens(slot.part, slot.field),
    }))
    .filter(({ size, least }) => size > least)
  const excess = (SLACK * (forecast.tokens - budget.ceiling)) / forecast.factor
  const cap = capAbove(candidates, excess)
  const proposals = candidates
    .filter(({ size }) => size > cap)
    .map(({ message, part, field, least, size }): Proposal => ({
      target: { message: message.id, part: part.id, field },
      replacement: {
        kind: "text",
        text: shorten({
          text: standingText(draft, { message, part, field }),
          tokens: Math.max(cap, least),
          size,
          handle: handleForPart(settings, { part, field, digest: meter.digest(part, field) }),
          count: (piece) => meter.measure(piece).tokens,
        }),
      },
      reason: "shorten-recent",
    }))
  return appendEdits({ draft, proposals, meter, stage: "stage_d_recent" })
}

interface Bounded {
  readonly size: number
  /** It is not cut below this. */
  readonly least: number
}

/** One size for all, or for those that may be cut so far: the others lose what they can. */
function capAbove(all: readonly Bounded[], excess: number): number {
  const cap = commonCap(
    all.map(({ size }) => size),
    excess,
  )
  const rest = all.filter(({ least }) => least <= cap)
  const lost = all.reduce((sum, { size, least }) => sum + (least > cap ? size - least : 0), 0)
  return rest.length === 0 || rest.length === all.length
    ? cap
    : commonCap(
        rest.map(({ size }) => size),
        excess - lost,
      )
}
