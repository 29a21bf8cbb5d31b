import type { Draft } from "./draft.ts"
import type { Edit, Proposal } from "./edit.ts"
import type { Meter } from "./meter.ts"
import { renderEdit } from "./replay-edits.ts"
import type { Rendition } from "./replay-edits.ts"
import { partFinder, slotKey } from "./transcript.ts"
import type { Part } from "./transcript.ts"

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
}: {
  draft: Draft
  proposals: readonly Proposal[]
  meter: Meter
}): Draft {
  if (proposals.length === 0) return draft
  const { transcript } = draft
  const findPart = partFinder(transcript)
  const at = transcript.messages.at(-1)?.id ?? ""
  const view = new Map(draft.view)
  const fresh: Edit[] = []
  const taken = new Set<string>()
  let saved = 0
  for (const proposal of proposals) {
    const { message, part: partID, field } = proposal.target
    const key = slotKey(message, partID, field)
    const part = findPart(message, partID)
    if (!part || taken.has(key)) continue
    const standing = view.get(key)
    const before = standing?.tokens ?? meter.tokens(part, field)
    const after = replacementTokens({ proposal, part, meter, directory: transcript.directory })
    if (before - after < (proposal.replacement.kind === "drop" ? MIN_DROP : MIN_SAVING)) continue
    const edit: Edit = {
      ...proposal,
      source: standing?.digest ?? meter.digest(part, field),
      stage: "stage_a_prune",
      before,
      after,
      at,
    }
    const rendition: Rendition | undefined = renderEdit({
      edit,
      part,
      meter,
      view,
      directory: transcript.directory,
    })
    if (!rendition) continue
    taken.add(key)
    view.set(key, rendition)
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
      tokens: Math.max(0, Math.ceil(forecast.tokens - forecast.factor * saved)),
    },
  }
}

function replacementTokens({
  proposal,
  part,
  meter,
  directory,
}: {
  proposal: Proposal
  part: Part
  meter: Meter
  directory: string
}): number {
  const { replacement } = proposal
  switch (replacement.kind) {
    case "dense":
      return meter.dense(part, directory).tokens
    case "text":
      return meter.measure(replacement.text).tokens
    case "input":
      return meter.measure(JSON.stringify(replacement.input)).tokens
    case "drop":
      return 0
  }
}
