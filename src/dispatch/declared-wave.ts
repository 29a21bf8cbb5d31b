import type { DispatchRecord } from "./dispatch-record.ts"

/** How far a wave has come that the orchestrator declared beforehand. */
export interface DeclaredWave {
  /** Sub-agents it was declared with. */
  readonly count: number
  readonly sent: number
  /** Results that are back, failures included. */
  readonly collected: number
  /** Syntheses recorded so far. */
  readonly synthesized: number
}

/** The wave under way: the newest declaration, until all of its results are back or it is called off. */
export function declaredWave(records: readonly DispatchRecord[]): DeclaredWave | undefined {
  const start = records.findLastIndex(({ type }) => type === "wave")
  const declaration = records[start]
  if (declaration?.type !== "wave") return undefined
  const since = records.slice(start + 1)
  const calls = new Set(
    since.flatMap((record) =>
      record.type === "dispatch" && record.code === undefined ? [record.call] : [],
    ),
  )
  const back = new Set(
    since.flatMap((record) =>
      record.type === "dispatch-result" && calls.has(record.call) ? [record.call] : [],
    ),
  )
  if (back.size >= declaration.count) return undefined
  return {
    count: declaration.count,
    sent: calls.size,
    collected: back.size,
    synthesized: since.filter(({ type }) => type === "wave-synthesis").length,
  }
}
