import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { dispatchFacts } from "../../src/dispatch/run/dispatch-facts.ts"
import { anyDispatchRecords, answer, sent } from "../builders/dispatch-records.ts"
import { holds } from "../builders/holds.ts"

describe("the facts of a dispatch", () => {
  it("say that its prompt was compacted, how, and what came of it", () => {
    const record = sent("a", {
      stage: "stage_b_prompt",
      before: 19_961,
      after: 3_900,
      budget: 4_000,
    })
    expect(dispatchFacts(record)).toEqual({
      "dispatch_compacted:implementer": true,
      "dispatch_compaction_stage:implementer": "stage_b_prompt",
      "dispatch_compaction_stage:stage_b_prompt": true,
      "dispatch_prompt_tokens_before:implementer": 19_961,
      "dispatch_prompt_tokens_after:implementer": 3_900,
      "dispatch_prompt_token_budget:implementer": 4_000,
    })
  })

  it("say that it was refused for its size, and how far compaction came", () => {
    const record = sent("a", {
      like: "reviewer",
      code: "dispatch_prompt_overflow_terminal",
      before: 9_000,
      after: 6_538,
      budget: 4_000,
    })
    const facts = {
      "dispatch_overflow_terminal:reviewer": true,
      "dispatch_compaction_stage:reviewer": "none",
      "dispatch_prompt_tokens_before:reviewer": 9_000,
      "dispatch_prompt_tokens_after:reviewer": 6_538,
      "dispatch_prompt_token_budget:reviewer": 4_000,
    }
    expect(dispatchFacts(record)).toEqual(facts)
    expect(dispatchFacts({ ...record, stage: "stage_c_fallback" })).toEqual({
      ...facts,
      "dispatch_compaction_stage:reviewer": "stage_c_fallback",
      "dispatch_compaction_stage:stage_c_fallback": true,
    })
  })

  it.each([
    ["a prompt that went out as it was", sent("a")],
    ["a budget that leaves nothing", sent("a", { code: "dispatch_budget_invalid" })],
    ["an answer", answer("a")],
  ])("are none for %s", (_, record) => {
    expect(dispatchFacts(record)).toEqual({})
  })

  it("are there exactly where a prompt was compacted or refused for its size", () => {
    holds(
      fc.property(anyDispatchRecords, (records) => {
        const marked = records.filter((record) => Object.keys(dispatchFacts(record)).length > 0)
        const expected = records.filter(
          (record) =>
            record.type === "dispatch" &&
            (record.code === "dispatch_prompt_overflow_terminal" ||
              (record.code === undefined && record.stage !== "none")),
        )
        expect(marked).toEqual(expected)
      }),
    )
  })
})
