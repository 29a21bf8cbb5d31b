import { MOST } from "./record.ts"
import type { WorkflowRecord } from "./record.ts"

/** Something that was not done; nothing has changed. */
export interface Refused {
  readonly ok: false
  readonly refusal: string
}

/** What a change of the workflows comes to. */
export type Transition =
  | {
      readonly ok: true
      readonly records: readonly WorkflowRecord[]
      readonly record: WorkflowRecord
    }
  | Refused

export const refused = (refusal: string): Refused => ({ ok: false, refusal })

/** The records with one in the place of its former self, or added; those closed longest go first. */
export function withRecord(records: readonly WorkflowRecord[], record: WorkflowRecord): Transition {
  const isKnown = records.some(({ id }) => id === record.id)
  const all = isKnown
    ? records.map((one) => (one.id === record.id ? record : one))
    : [...records, record]
  const closed = all
    .filter(({ closing }) => closing)
    .toSorted((a, b) => (b.closing?.at ?? 0) - (a.closing?.at ?? 0))
    .map(({ id }) => id)
  return {
    ok: true,
    record,
    records: all.flatMap((one) => {
      const rank = closed.indexOf(one.id)
      if (rank >= MOST.closed) return []
      return rank >= MOST.closedWithGuidance ? [withoutGuidance(one)] : [one]
    }),
  }
}

/** Its lines stay: by them it is known again in what is sent. */
const withoutGuidance = ({ rebased, ...record }: WorkflowRecord): WorkflowRecord => ({
  ...record,
  snapshot: { ...record.snapshot, text: "" },
  ...(rebased && {
    rebased: { ...rebased, before: { ...rebased.before, snapshot: { digest: "", text: "" } } },
  }),
})
