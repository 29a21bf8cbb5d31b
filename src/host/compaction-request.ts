import { asRecord } from "../session/is-record.ts"
import type { ModelRef } from "../session/transcript.ts"
import { createDecode } from "./decode.ts"
import type { HostMessage } from "./decode.ts"
import { newestSummary } from "./newest-summary.ts"

/** The user message by which the host, or its user, asks for a compaction. */
export interface CompactionRequest {
  readonly id: string
  /** The host goes on by itself afterwards. */
  readonly auto: boolean
  /** A request did not fit. */
  readonly overflow: boolean
  /** First message that stays as it is; known when the summary was written. */
  readonly tailStart: string | undefined
  readonly model: ModelRef | undefined
}

export function readCompactionRequest(message: HostMessage): CompactionRequest | undefined {
  const part = message.parts.map(asRecord).find(({ type }) => type === "compaction")
  if (!part) return undefined
  const tailStart = part["tail_start_id"]
  return {
    id: String(asRecord(message.info)["id"]),
    auto: part["auto"] === true,
    overflow: part["overflow"] === true,
    tailStart: typeof tailStart === "string" ? tailStart : undefined,
    model: createDecode()([message], { sessionID: "", directory: "" }).messages[0]?.model,
  }
}

/**
 * The newest message that asks for a compaction, where no summary has come of it yet. The user may
 * have written more meanwhile.
 */
export function pendingCompaction(history: readonly HostMessage[]): CompactionRequest | undefined {
  for (const message of history.toReversed()) {
    const request = readCompactionRequest(message)
    if (request) return newestSummary(history)?.request === request.id ? undefined : request
  }
  return undefined
}
