import { describe, expect, it } from "vitest"
import { declaredWave } from "../../src/dispatch/declared-wave.ts"
import type { DispatchRecord } from "../../src/dispatch/dispatch-record.ts"
import { answer, sent } from "../builders/dispatch-records.ts"

const wave = (count: number): DispatchRecord => ({ type: "wave", at: 1, count })
const synthesis: DispatchRecord = { type: "wave-synthesis", at: 2, text: "Found." }

describe("a declared wave", () => {
  it.each<[string, readonly DispatchRecord[], ReturnType<typeof declaredWave>]>([
    ["is none where nothing was declared", [sent("a"), answer("a")], undefined],
    ["has nothing at first", [wave(3)], { count: 3, sent: 0, collected: 0, synthesized: 0 }],
    [
      "counts what came since",
      [sent("x"), wave(3), sent("a"), sent("b"), answer("a"), synthesis],
      { count: 3, sent: 2, collected: 1, synthesized: 1 },
    ],
    [
      "does not count refused dispatches, nor results of earlier ones",
      [
        sent("x"),
        wave(3),
        sent("a", { code: "dispatch_prompt_overflow_terminal" }),
        answer("x"),
        sent("b"),
      ],
      { count: 3, sent: 1, collected: 0, synthesized: 0 },
    ],
    [
      "counts a failure as a result, and an answer that comes twice once",
      [wave(3), sent("a"), answer("a", { code: "dispatch_execution_failed" }), answer("a")],
      { count: 3, sent: 1, collected: 1, synthesized: 0 },
    ],
    ["is over with its last result", [wave(1), sent("a"), answer("a")], undefined],
    ["is over where it is called off", [wave(3), sent("a"), wave(0)], undefined],
    [
      "gives way to the next",
      [wave(3), sent("a"), answer("a"), wave(2)],
      { count: 2, sent: 0, collected: 0, synthesized: 0 },
    ],
  ])("%s", (_, records, expected) => {
    expect(declaredWave(records)).toEqual(expected)
  })
})
