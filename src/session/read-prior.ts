import { believeReports } from "./believe-reports.ts"
import type { Edit } from "./edit.ts"
import { findAnchor } from "./find-anchor.ts"
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
import { readReports } from "./usage-report.ts"
import type { UsageReport } from "./usage-report.ts"

/** What stands of earlier decisions, and what answers reported of them. */
export interface Prior {
  readonly replayed: Replayed
  readonly anchor: Anchor | undefined
  /** All that the model reported since the newest summary, true or not. */
  readonly reports: readonly UsageReport[]
  /** What reports said before of the system text and the tools does not hold any more. */
  readonly isRefuted: boolean
  /** The newest report that another one bears out. */
  readonly settled: UsageReport | undefined
  /** Reported against counted growth up to it, where the newest answer is the first to bear it out. */
  readonly growth: GrowthSample | undefined
}

export interface PriorInput {
  readonly transcript: Transcript
  readonly model: ModelRef
  /** The model's context as the host states it, tokens; undefined or 0 is unknown. */
  readonly context: number | undefined
  readonly journal: Readonly<JournalState>
  readonly meter: Meter
}

export function readPrior({ transcript, model, context, journal, meter }: PriorInput): Prior {
  const edits = selectEdits({ transcript, journal, meter })
  const replayed = replayEdits({ transcript, edits, meter })
  const foundVoid = (edit: Edit): string | undefined =>
    journal.voided.get(editKey(edit.target, edit.at))
  const reports = readReports({ transcript, model, journal, meter })
  const refusals = journal.refusals
  const belief = believeReports({ reports, context: context || Infinity, refusals })
  const anchor = findAnchor({
    transcript,
    model,
    belief,
    replayed,
    isLostSince: (edit, answer) => (foundVoid(edit) ?? answer) >= answer,
  })
  const proven = anchor?.isProven ? belief?.row : undefined
  const growth =
    proven?.settled && anchor?.message.id !== journal.lastResponse
      ? growthSample(proven.settled)
      : undefined
  const isRefuted = belief?.isRefuted ?? false
  return { replayed, anchor, reports, isRefuted, settled: proven?.before, growth }
}
