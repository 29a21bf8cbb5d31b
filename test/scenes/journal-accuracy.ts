import { z } from "zod"
import type { RecordedRequest } from "../host/reply.ts"
import type { JournalLine } from "./open-scene.ts"

const requestSchema = z.looseObject({ type: z.literal("request"), forecast: z.number() })

/**
 * How far each request's forecast was off what the model counted, as a share of that: above 0 too
 * high, below 0 too low. The journal has one record for each request that was sent.
 */
export const forecastErrors = (
  journal: readonly JournalLine[],
  requests: readonly RecordedRequest[],
): number[] => {
  const records = journal
    .filter(({ type }) => type === "request")
    .map((line) => requestSchema.parse(line))
  if (records.length !== requests.length)
    throw new Error(`${records.length} forecasts for ${requests.length} requests`)
  return requests.map(
    ({ tokens }, index) => ((records[index]?.forecast ?? Number.NaN) - tokens) / tokens,
  )
}

export const worst = (errors: readonly number[]): number => Math.max(...errors.map(Math.abs))

export const median = (errors: readonly number[]): number => {
  const sorted = errors.map(Math.abs).toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}
