import { newestProtected } from "../compact/newest-protected.ts"
import type { Draft } from "../draft.ts"
import { foldableRuns } from "../ledger/foldable-runs.ts"
import type { Meter } from "../meter.ts"
import { ruleContext } from "../prune.ts"
import { recentWindowStart } from "../recent-window.ts"
import { digestMessages, standingTokens } from "../replay-edits.ts"
import type { StageInput } from "../stage.ts"
import { messageKey, WHOLE_MESSAGE } from "../transcript.ts"
import type { Message } from "../transcript.ts"
import { membersOf } from "../whole-messages.ts"

/** The steps that one summary takes the place of. */
export interface Region {
  /** Oldest first; what users said between them is no part of it, and stays. */
  readonly messages: readonly Message[]
  /** By it the region is known again. */
  readonly digest: string
  /** Counted tokens that go with it, as it stands in the draft. */
  readonly tokens: number
  /** What it was chosen in: pruned, and compacted where that costs little. */
  readonly draft: Draft
}

/** The steps before the recent window, with all that is folded or summarized already. */
export function chooseRegion({ draft, meter, settings }: StageInput): Region | undefined {
  const recentStart = recentWindowStart({ draft, meter, settings })
  const context = ruleContext({ draft, meter, settings, recentStart })
  const { view } = draft
  const open = new Set(foldableRuns({ context, view, kept: newestProtected(context) }).flat())
  const old = context.messages.slice(0, recentStart)
  const ids = new Set(old.map(({ id }) => id))
  // What an earlier summary stands for goes whole or not at all: the recent window may have grown.
  const isReplaceable = ({ id }: Message): boolean => {
    const standing = view.get(messageKey(id))
    return standing !== undefined && membersOf(standing.edit.target).every((one) => ids.has(one))
  }
  const messages = old.filter((message) => open.has(message) || isReplaceable(message))
  return open.size > 0 && messages.length > 1 ? regionOf(messages, draft, meter) : undefined
}

export function regionOf(messages: readonly Message[], draft: Draft, meter: Meter): Region {
  const tokens = messages.reduce(
    (sum, message) =>
      sum +
      standingTokens({
        target: { message: message.id, part: "", field: WHOLE_MESSAGE },
        place: { message, part: undefined, also: [] },
        meter,
        view: draft.view,
      }),
    0,
  )
  return { messages, digest: digestMessages(messages, meter), tokens, draft }
}
