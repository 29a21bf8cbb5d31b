import type { Edit } from "./edit.ts"
import { findAnchor } from "./forecast.ts"
import type { Anchor } from "./forecast.ts"
import { editKey } from "./journal-state.ts"
import type { JournalState } from "./journal-state.ts"
import { growthSample } from "./learn-from-usage.ts"
import type { Meter } from "./meter.ts"
import type { GrowthSample } from "./model-profile.ts"
import { replayEdits } from "./replay-edits.ts"
import type { Replayed } from "./replay-edits.ts"
import { selectEdits } from "./select-edits.ts"
import type { ModelRef, Transcript } from "./transcript.ts"

/** What stands of earlier decisions, and what the newest answer reported of it. */
export interface Prior {
  readonly replayed: Replayed
  readonly anchor: Anchor | undefined
  /** Reported against counted growth, where the newest answer tells. */
  readonly growth: GrowthSample | undefined
}

export interface PriorInput {
  readonly transcript: Transcript
  readonly model: ModelRef
  readonly journal: Readonly<JournalState>
  readonly meter: Meter
}

export function readPrior({ transcript, model, journal, meter }: PriorInput): Prior {
  const edits = selectEdits({ transcript, journal, meter })
  const replayed = replayEdits({ transcript, edits, meter })
  const foundVoid = (edit: Edit): string | undefined =>
    journal.voided.get(editKey(edit.target, edit.at))
  const found = findAnchor({
    transcript,
    model,
    replayed,
    isLostSince: (edit, answer) => (foundVoid(edit) ?? answer) >= answer,
    after: journal.forkedAt,
  })
  const anchor = found && isCredible(found, transcript, journal) ? found : undefined
  const growth =
    anchor && anchor.message.id !== journal.lastResponse
      ? growthSample({
          transcript,
          anchor,
          view: replayed.view,
          edits: replayed.applied,
          inserts: journal.inserts,
          meter,
        })
      : undefined
  return { replayed, anchor, growth }
}

/** Reported below this share of what was expected, usage tells nothing about the prompt. */
const MIN_REPORTED_SHARE = 0.5

/**
 * A report can be built on only where the journal holds the request it answers, with every edit
 * made before it, and where it is something like what was sent.
 */
function isCredible(
  { message, index }: Anchor,
  { messages }: Transcript,
  { sent }: Readonly<JournalState>,
): boolean {
  const expected = sent.get(messages[index - 1]?.id ?? "")
  return expected !== undefined && (message.usage?.prompt ?? 0) >= MIN_REPORTED_SHARE * expected
}
