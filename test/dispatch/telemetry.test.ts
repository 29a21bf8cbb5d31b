import { expect, it } from "vitest"
import { dispatchTelemetry } from "../../src/dispatch/run/telemetry.ts"
import {
  answer,
  changesWanted,
  implementerResult,
  sent,
  started,
} from "../builders/dispatch-records.ts"

const NONE = {
  dispatch_count: 0,
  total_output_tokens: 0,
  avg_output_tokens: 0,
  approval_loops: 0,
  compaction_count: 0,
  compaction_auto_count: 0,
  compaction_prompt_tokens_before: 0,
  compaction_prompt_tokens_after: 0,
  compaction_ratio: 1,
  compaction_stage_distribution: {
    none: 0,
    stage_a_prune: 0,
    stage_b_prompt: 0,
    stage_c_fallback: 0,
    stage_c_llm: 0,
  },
  overflow_terminal_count: 0,
  schema_error_counts: { marker_missing: 0, json_parse_failed: 0, schema_invalid: 0 },
}

it("telemetry counts nothing where nothing was dispatched", () => {
  expect(dispatchTelemetry([])).toEqual(NONE)
})

it("telemetry counts a scripted run, lines that stand twice once", () => {
  const compacted = { before: 8_000, after: 3_000 }
  const records = [
    sent("a"),
    started("a"),
    answer("a", { tokens: 100, result: implementerResult() }),
    sent("b", { like: "reviewer", stage: "stage_a_prune", before: 4_000, after: 3_000 }),
    answer("b", { tokens: 60, result: changesWanted() }),
    sent("c", { ...compacted, stage: "stage_b_prompt" }),
    answer("c", { tokens: 20, code: "marker_missing" }),
    sent("d", { ...compacted, stage: "stage_c_llm", auto: false }),
    answer("d", { tokens: 20, code: "schema_invalid" }),
    sent("e", {
      ...compacted,
      stage: "stage_c_fallback",
      code: "dispatch_prompt_overflow_terminal",
    }),
    sent("f", { code: "dispatch_budget_invalid" }),
    sent("g", { like: undefined, role: "explore", task: "" }),
    answer("g", { tokens: 200 }),
    sent("h", { at: 9_000 }),
  ]
  const expected = {
    ...NONE,
    dispatch_count: 6,
    total_output_tokens: 400,
    avg_output_tokens: 80,
    approval_loops: 1,
    compaction_count: 3,
    compaction_auto_count: 2,
    compaction_prompt_tokens_before: 20_000,
    compaction_prompt_tokens_after: 9_000,
    compaction_ratio: 0.45,
    compaction_stage_distribution: {
      none: 3,
      stage_a_prune: 1,
      stage_b_prompt: 1,
      stage_c_fallback: 0,
      stage_c_llm: 1,
    },
    overflow_terminal_count: 1,
    schema_error_counts: { marker_missing: 1, json_parse_failed: 0, schema_invalid: 1 },
  }
  expect(dispatchTelemetry(records)).toEqual(expected)
  expect(dispatchTelemetry([...records, ...records])).toEqual(expected)
})
