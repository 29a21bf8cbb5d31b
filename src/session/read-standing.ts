import { findAnchor } from "./forecast.ts"
import type { Anchor } from "./forecast.ts"
import type { JournalState } from "./journal-state.ts"
import { growthSample } from "./learn-from-usage.ts"
import type { Meter } from "./meter.ts"
import type { GrowthSample } from "./model-profile.ts"
import { replayEdits } from "./replay-edits.ts"
import type { Replayed } from "./replay-edits.ts"
import type { ModelRef, Transcript } from "./transcript.ts"

/** What stands of earlier decisions, and what the newest answer reported of it. */
export interface Standing {
  readonly replayed: Replayed
  readonly anchor: Anchor | undefined
  /** Reported against counted growth, where the newest answer tells. */
  readonly growth: GrowthSample | undefined
}

export interface StandingInput {
  readonly transcript: Transcript
  readonly model: ModelRef
  readonly journal: Readonly<JournalState>
  readonly meter: Meter
}

export function readStanding({ transcript, model, journal, meter }: StandingInput): Standing {
  const replayed = replayEdits({ transcript, edits: journal.edits, meter })
  const anchor = findAnchor({ transcript, model, replayed, after: journal.forkedAt })
  const growth =
    anchor && anchor.message.id !== journal.lastResponse
      ? growthSample({ transcript, anchor, view: replayed.view, edits: replayed.applied, meter })
      : undefined
  return { replayed, anchor, growth }
}
