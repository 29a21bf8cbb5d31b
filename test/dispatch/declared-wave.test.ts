import { describe, expect, it } from "vitest"
import { declaredWave } from "../../src/dispatch/wave/declared-wave.ts"
import type { DeclaredWave } from "../../src/dispatch/wave/declared-wave.ts"
import type { DispatchRecord } from "../../src/dispatch/run/dispatch-record.ts"
import { answer, prompted, sent, wave } from "../builders/dispatch-records.ts"

const synthesis: DispatchRecord = { type: "wave-synthesis", at: 2, text: "Found." }
const underWay = (overrides: Partial<DeclaredWave> = {}): DeclaredWave => ({
  count: 3,
  pattern: undefined,
  isPlanned: true,
  sent: 0,
  collected: 0,
  synthesized: 0,
  ...overrides,
})
const counted = wave(3, { isPlanned: false, message: "msg_1" })
const ofMessage = (call: string) => sent(call, { message: "msg_1" })

describe("a wave", () => {
  it.each<[string, readonly DispatchRecord[], DeclaredWave | undefined]>([
    ["is none where nothing was declared", [sent("a"), answer("a")], undefined],
    ["has nothing at first", [wave(3)], underWay()],
    [
      "says how its results come back",
      [wave(3, { pattern: "file" })],
      underWay({ pattern: "file" }),
    ],
    [
      "counts what came since",
      [sent("x"), wave(3), sent("a"), sent("b"), answer("a"), synthesis],
      underWay({ sent: 2, collected: 1, synthesized: 1 }),
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
      underWay({ sent: 1 }),
    ],
    [
      "gives the place of a failed one away, and of one whose answer could not be used",
      [
        wave(3),
        sent("a"),
        sent("b"),
        sent("c"),
        answer("a", { code: "dispatch_execution_failed" }),
        answer("b", { code: "marker_missing" }),
        answer("c"),
      ],
      underWay({ sent: 1, collected: 1 }),
    ],
    [
      "counts an answer that comes twice once",
      [wave(3), sent("a"), answer("a"), answer("a"), answer("a", { at: 3_000 })],
      underWay({ sent: 1, collected: 1 }),
    ],
    ["is over with its last result", [wave(1), sent("a"), answer("a")], undefined],
    ["is over where the user asks for something else", [wave(3), sent("a"), prompted], undefined],
    ["may be declared after that", [wave(2), prompted, wave(3)], underWay()],
    ["gives way to the next", [wave(2), sent("a"), answer("a"), wave(3)], underWay()],
    [
      "that was counted has the dispatches of its message that stand before it",
      [sent("x"), ofMessage("a"), answer("a"), counted, ofMessage("b"), sent("c")],
      underWay({ isPlanned: false, sent: 3, collected: 1 }),
    ],
    [
      "that was counted without a message has what came since",
      [sent("x"), wave(3, { isPlanned: false }), sent("a")],
      underWay({ isPlanned: false, sent: 1 }),
    ],
    [
      "that was declared has none that stand before it",
      [ofMessage("a"), { ...counted, isPlanned: true }],
      underWay(),
    ],
  ])("%s", (_, records, expected) => {
    expect(declaredWave(records)).toEqual(expected)
  })
})
