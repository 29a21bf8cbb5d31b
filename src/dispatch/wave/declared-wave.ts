import type { DispatchRecord } from "../run/dispatch-record.ts"
import { pairRecords } from "../run/pair-records.ts"

type WaveRecord = Extract<DispatchRecord, { type: "wave" }>

/** How far a wave has come. */
export interface DeclaredWave {
  /** Sub-agents that it has in all. */
  readonly count: number
  readonly pattern: WaveRecord["pattern"]
  /** Declared beforehand; else its calls were counted as they came. */
  readonly isPlanned: boolean
  /** Still running or answered: one that failed frees its place. */
  readonly sent: number
  /** Results that are back and can be used. */
  readonly collected: number
  /** Syntheses recorded so far. */
  readonly synthesized: number
}

/** The newest wave, until all of its results are back or the user asks for something else. */
export function declaredWave(records: readonly DispatchRecord[]): DeclaredWave | undefined {
  const start = records.findLastIndex(({ type }) => type === "wave" || type === "prompt")
  const wave = records[start]
  if (wave?.type !== "wave") return undefined
  const { count, pattern, isPlanned, message } = wave
  const since = records.slice(start + 1)
  const isSince = new Set(since)
  const isCounted = (one: string | undefined): boolean =>
    !isPlanned && message !== undefined && one === message
  const going = pairRecords(records).dispatches.filter(
    ({ sent, result }) =>
      (isSince.has(sent) || isCounted(sent.message)) &&
      sent.code === undefined &&
      result?.code === undefined,
  )
  const collected = going.filter(({ result }) => result !== undefined).length
  if (collected >= count) return undefined
  return {
    count,
    pattern,
    isPlanned,
    sent: going.length,
    collected,
    synthesized: since.filter(({ type }) => type === "wave-synthesis").length,
  }
}
