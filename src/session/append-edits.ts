import type { Draft } from "./draft.ts"
import { OWN_FIELDS } from "./edit.ts"
import type { Edit, Proposal, StageName } from "./edit.ts"
import { MESSAGE_FRAME } from "./meter.ts"
import type { Meter } from "./meter.ts"
import { placeRendition, renderEdit, standingDigest, standingTokens } from "./replay-edits.ts"
import type { Rendition } from "./replay-edits.ts"
import { messageKey, placeFinder, slotKey, WHOLE_MESSAGE } from "./transcript.ts"
import type { Place } from "./transcript.ts"
import { mayReplace } from "./whole-messages.ts"

/** Replacing less is not worth an edit, tokens. */
const MIN_SAVING = 16
/** What is dropped leaves nothing behind, and pieces that belong together must go together. */
const MIN_DROP = 1

/**
 * Turns proposals into edits on the draft. One per payload and call, and only where it saves
 * tokens, so that no stage can make a request grow.
 */
export function appendEdits({
  draft,
  proposals,
  meter,
  stage,
}: {
  draft: Draft
  proposals: readonly Proposal[]
  meter: Meter
  stage: StageName
}): Draft {
  if (proposals.length === 0) return draft
  const { transcript } = draft
  const findPlace = placeFinder(transcript)
  const at = transcript.messages.at(-1)?.id ?? ""
  const view = new Map(draft.view)
  const fresh: Edit[] = []
  const taken = new Set<string>()
  let saved = 0
  for (const proposal of proposals) {
    const { target } = proposal
    const key = slotKey(target.message, target.part, target.field)
    const place = findPlace(target)
    const isPossible =
      target.field === WHOLE_MESSAGE
        ? mayReplace(proposal, view)
        : // In a folded step nothing is left to save.
          !view.has(messageKey(target.message))
    if (!place || taken.has(key) || !isPossible) continue
    const before = standingTokens({ target, place, meter, view })
    const after = replacementTokens({ proposal, place, meter, directory: transcript.directory })
    if (before - after < leastSaving(proposal)) continue
    const edit: Edit = {
      ...proposal,
      source: standingDigest({ target, place, meter, view }),
      stage,
      before,
      after,
      at,
      ...(OWN_FIELDS.has(target.field) && { keepsMetadata: true }),
    }
    const rendition: Rendition | undefined = renderEdit({
      edit,
      place,
      meter,
      view,
      directory: transcript.directory,
    })
    if (!rendition) continue
    taken.add(key)
    placeRendition(view, rendition)
    fresh.push(edit)
    saved += before - after
  }
  if (fresh.length === 0) return draft
  const { forecast } = draft
  return {
    ...draft,
    view,
    edits: [...draft.edits, ...fresh],
    fresh: [...draft.fresh, ...fresh],
    forecast: {
      ...forecast,
      counted: forecast.counted - saved,
      tokens: Math.max(0, Math.ceil(forecast.tokens - forecast.factor * saved)),
    },
  }
}

/**
 * A step that is folded saves its framing as well, which is not counted whole; what does not hold any
 * more goes for its own sake.
 */
const leastSaving = ({ target, replacement, reason }: Proposal): number =>
  replacement.kind === "drop" || target.field === WHOLE_MESSAGE || reason === "closed-guidance"
    ? MIN_DROP
    : MIN_SAVING

function replacementTokens({
  proposal,
  place,
  meter,
  directory,
}: {
  proposal: Proposal
  place: Place
  meter: Meter
  directory: string
}): number {
  const { replacement } = proposal
  switch (replacement.kind) {
    case "dense":
      return place.part ? meter.dense(place.part, directory).tokens : Infinity
    case "text":
      return (
        meter.measure(replacement.text).tokens +
        (proposal.target.field === WHOLE_MESSAGE ? MESSAGE_FRAME : 0)
      )
    case "input":
      return meter.measure(JSON.stringify(replacement.input)).tokens
    case "drop":
      return 0
  }
}
