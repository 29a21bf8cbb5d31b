import type { JournalRecord } from "../../src/session/events.ts"
import type { RecordedRequest } from "../host/reply.ts"

/**
 * How far each request's forecast was off what the model counted, as a share of that: above 0 too
 * high, below 0 too low. The journal has one record for each request that was sent.
 */
export const forecastErrors = (
  journal: readonly JournalRecord[],
  requests: readonly RecordedRequest[],
): number[] => {
  const forecasts = journal.flatMap((record) =>
    record.type === "request" ? [record.forecast] : [],
  )
  if (forecasts.length !== requests.length)
    throw new Error(`${forecasts.length} forecasts for ${requests.length} requests`)
  return requests.map(({ tokens }, index) => ((forecasts[index] ?? Number.NaN) - tokens) / tokens)
}

export const worst = (errors: readonly number[]): number => Math.max(...errors.map(Math.abs))

export const median = (errors: readonly number[]): number => {
  const sorted = errors.map(Math.abs).toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}
