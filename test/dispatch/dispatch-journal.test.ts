import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { dispatchRecord } from "../../src/dispatch/run/dispatch-record.ts"
import type { DispatchRecord } from "../../src/dispatch/run/dispatch-record.ts"
import { foldRun } from "../../src/dispatch/run/fold-run.ts"
import { digest } from "../../src/host/digest.ts"
import { anyDispatchRecords, answer, sent, wave } from "../builders/dispatch-records.ts"
import { holds } from "../builders/holds.ts"

const fold = (records: readonly DispatchRecord[]) =>
  foldRun(records, {
    stalledThreshold: 2,
    reviewLoopThreshold: 2,
    digest,
    isAlive: ({ pid }) => pid === 1,
  })

describe("any journal", () => {
  it("folds to the same where lines stand twice", () => {
    holds(
      fc.property(anyDispatchRecords, (records) => {
        const twice = records.flatMap((record) => [record, record])
        expect(fold(twice)).toEqual(fold(records))
        expect(fold([...records, ...records])).toEqual(fold(records))
      }),
    )
  })

  it("folds without a fault, however much of it there is yet", () => {
    holds(
      fc.property(anyDispatchRecords, (records) => {
        for (const [end] of records.entries()) {
          const run = fold(records.slice(0, end + 1))
          expect(run.activeTask === undefined).toBe(
            [...run.tasks.values()].every(({ status }) => status === "done"),
          )
          expect(run.nextAction === undefined).toBe(run.tasks.size === 0)
        }
      }),
    )
  })

  it("holds lines that are valid alone", () => {
    holds(
      fc.property(anyDispatchRecords, (records) => {
        for (const record of records) {
          const stored: unknown = JSON.parse(JSON.stringify(record))
          expect(dispatchRecord.parse(stored)).toEqual(record)
        }
      }),
    )
  })

  it.each<[string, unknown]>([
    ["of another kind", { ...sent("a"), type: "sent" }],
    ["without a call", { ...sent("a"), call: undefined }],
    ["with a stage of its own", { ...sent("a"), stage: "stage_d" }],
    ["with tokens below zero", { ...sent("a"), before: -1 }],
    ["with a result of no contract", { ...answer("a"), result: { task_id: "7" } }],
    ["with a code of its own", { ...answer("a"), code: "gone" }],
    ["with a wave of nothing", wave(0)],
    ["with a wave that may be planned or not", { ...wave(1), isPlanned: undefined }],
    ["with a code that nothing writes", { ...sent("a"), code: "wave_refused" }],
    ["that is a list", [sent("a")]],
    ["that is nothing", null],
  ])("has no line %s", (_, value) => {
    expect(dispatchRecord.safeParse(value).success).toBe(false)
  })

  it("has no line of garbage", () => {
    holds(
      fc.property(fc.anything(), (value) => {
        expect(dispatchRecord.safeParse(value).success).toBe(false)
      }),
    )
  })
})
