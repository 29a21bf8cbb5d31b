import { appendEdits } from "./append-edits.ts"
import type { Draft } from "./draft.ts"
import { bodyBytes, standingMedia } from "./media/body-budget.ts"
import { ruleContext } from "./prune.ts"
import { oldMedia } from "./rules/old-media.ts"
import type { StageInput } from "./stage.ts"
import { isSent, slotKey } from "./transcript.ts"

/** Of the bytes that a body may have, the share that is left, so that the next batch is far away. */
const KEPT_SHARE = 0.7

/**
 * Old media go, the oldest first, where a request's body has more bytes than the provider takes,
 * however few tokens they are. Those of the latest request and of the newest step stay.
 */
export function withinBody({ draft, meter, settings }: StageInput): Draft {
  const { body } = draft.budget
  if (body === undefined) return draft
  const sizes = new Map(standingMedia(draft).map(({ slot, bytes }) => [slot, bytes]))
  let bytes = bodyBytes(draft)
  if (sizes.size === 0 || bytes <= body) return draft
  const { messages } = draft.transcript
  const recentStart = messages.findLastIndex(
    (message) => message.role === "assistant" && isSent(message),
  )
  const context = ruleContext({ draft, meter, settings, recentStart: Math.max(0, recentStart) })
  const proposals = oldMedia(context).filter(({ target }) => {
    const isNeeded = bytes > KEPT_SHARE * body
    if (isNeeded) bytes -= sizes.get(slotKey(target.message, target.part, target.field)) ?? 0
    return isNeeded
  })
  return appendEdits({ draft, proposals, meter, stage: "stage_a_prune" })
}
