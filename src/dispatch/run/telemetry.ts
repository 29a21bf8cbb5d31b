import type { DispatchRecord, SentRecord } from "./dispatch-record.ts"
import { pairRecords } from "./pair-records.ts"
import type { Dispatch } from "./pair-records.ts"

/** Figures of a session's dispatches; the names are those of the facts. Tokens where it says tokens. */
export interface DispatchTelemetry {
  /** That left; refused ones are not among them. */
  readonly dispatch_count: number
  readonly total_output_tokens: number
  /** Per answer. */
  readonly avg_output_tokens: number
  /** Reviews that asked for changes. */
  readonly approval_loops: number
  readonly compaction_count: number
  readonly compaction_auto_count: number
  readonly compaction_prompt_tokens_before: number
  readonly compaction_prompt_tokens_after: number
  /** After by before; one where nothing was compacted. */
  readonly compaction_ratio: number
  readonly compaction_stage_distribution: Readonly<Record<SentRecord["stage"], number>>
  readonly overflow_terminal_count: number
  readonly schema_error_counts: Readonly<Record<(typeof SCHEMA_ERRORS)[number], number>>
}

const SCHEMA_ERRORS = ["marker_missing", "json_parse_failed", "schema_invalid"] as const

export function dispatchTelemetry(records: readonly DispatchRecord[]): DispatchTelemetry {
  const { dispatches } = pairRecords(records)
  const sent = dispatches.flatMap((one) => (hasLeft(one) ? [one.sent] : []))
  const answers = dispatches.flatMap(({ result }) => (result ? [result] : []))
  const compacted = sent.filter(({ stage }) => stage !== "none")
  const output = sum(answers.map(({ tokens }) => tokens))
  const before = sum(compacted.map((one) => one.before))
  const after = sum(compacted.map((one) => one.after))
  const atStage = (stage: SentRecord["stage"]): number =>
    sent.filter((one) => one.stage === stage).length
  const withError = (error: (typeof SCHEMA_ERRORS)[number]): number =>
    answers.filter(({ code }) => code === error).length
  return {
    dispatch_count: sent.length,
    total_output_tokens: output,
    avg_output_tokens: answers.length === 0 ? 0 : output / answers.length,
    approval_loops: answers.filter(
      ({ result }) => result && "assessment" in result && result.assessment === "needs_changes",
    ).length,
    compaction_count: compacted.length,
    compaction_auto_count: compacted.filter(({ auto }) => auto).length,
    compaction_prompt_tokens_before: before,
    compaction_prompt_tokens_after: after,
    compaction_ratio: before === 0 ? 1 : after / before,
    compaction_stage_distribution: {
      none: atStage("none"),
      stage_a_prune: atStage("stage_a_prune"),
      stage_b_prompt: atStage("stage_b_prompt"),
      stage_c_fallback: atStage("stage_c_fallback"),
      stage_c_llm: atStage("stage_c_llm"),
    },
    overflow_terminal_count: dispatches.filter(
      (one) => one.sent.code === "dispatch_prompt_overflow_terminal",
    ).length,
    schema_error_counts: {
      marker_missing: withError("marker_missing"),
      json_parse_failed: withError("json_parse_failed"),
      schema_invalid: withError("schema_invalid"),
    },
  }
}

/** The host may refuse what passed here, for an agent that it does not know. */
const hasLeft = ({ sent, isStarted, result }: Dispatch): boolean =>
  sent.code === undefined && (isStarted || result?.code !== "dispatch_execution_failed")

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0)
