import { MOST } from "./record.ts"
import type { WorkflowRecord } from "./record.ts"

/** What a change of the workflows comes to; refused, nothing has changed. */
export type Transition =
  | {
      readonly ok: true
      readonly records: readonly WorkflowRecord[]
      readonly record: WorkflowRecord
    }
  | { readonly ok: false; readonly refusal: string }

export const refused = (refusal: string): Transition => ({ ok: false, refusal })

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
      return rank >= MOST.closedWithGuidance
        ? [{ ...one, snapshot: { ...one.snapshot, text: "" } }]
        : [one]
    }),
  }
}
