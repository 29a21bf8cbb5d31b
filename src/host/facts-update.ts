import { asRecord } from "../session/is-record.ts"

export type Fact = string | number | boolean

export interface FactsUpdate {
  readonly facts: Readonly<Record<string, Fact>>
  /** Counters of all dispatches so far, in the place of those before. */
  readonly dispatches?: Readonly<Record<string, unknown>>
  /** Counter to raise. */
  readonly count?:
    | "compaction_count"
    | "overflow_terminal_count"
    | "refetch_count"
    | "summary_accepted_count"
    | "summary_discarded_count"
  /** By how much; one where nothing is said. */
  readonly by?: number
}

/** What is stored under our key, with these facts and counters. */
export function withFacts(
  value: unknown,
  { facts, count, by = 1, dispatches }: FactsUpdate,
): Record<string, unknown> {
  const mine = asRecord(value)
  const counters = asRecord(mine["counters"])
  const counted = count === undefined ? undefined : counters[count]
  return {
    ...mine,
    facts: { ...asRecord(mine["facts"]), ...facts },
    counters: {
      ...counters,
      ...(count !== undefined && { [count]: (typeof counted === "number" ? counted : 0) + by }),
      ...(dispatches && { dispatches }),
    },
  }
}
