import { describe, expect, it } from "vitest"
import { declaredWave } from "../../src/dispatch/wave/declared-wave.ts"
import type { DispatchRecord } from "../../src/dispatch/run/dispatch-record.ts"
import { foldRun } from "../../src/dispatch/run/fold-run.ts"
import { rekeyDispatches } from "../../src/dispatch/run/rekey-dispatches.ts"
import { withoutUndone } from "../../src/dispatch/run/without-undone.ts"
import { digest } from "../../src/host/digest.ts"
import { answer, implementerResult, sent, started, wave } from "../builders/dispatch-records.ts"

const answered = (call: string, message: string): readonly DispatchRecord[] => [
  sent(call, { message }),
  started(call),
  answer(call, { result: implementerResult() }),
]
const ids = new Map([
  ["a", "fork-a"],
  ["msg_1", "fork-1"],
  ["b", "fork-b"],
])

describe("the records of a fork", () => {
  it("have the ids of its own messages and parts", () => {
    expect(rekeyDispatches(answered("a", "msg_1"), ids)).toEqual([
      sent("fork-a", { message: "fork-1" }),
      { ...started("fork-a"), child: "ses_a" },
      answer("fork-a", { result: implementerResult() }),
      { type: "prompt", at: 2_000 },
    ])
  })

  it("leave out what the fork does not hold", () => {
    expect(rekeyDispatches(answered("z", "msg_9"), ids)).toEqual([])
  })

  it("leave out what still runs", () => {
    expect(rekeyDispatches([sent("b", { message: "msg_1" }), started("b")], ids)).toEqual([])
  })

  it("keep refused dispatches, and of waves the tasks that the fork has seen declared", () => {
    const tasks = ["7", "8"]
    const records: readonly DispatchRecord[] = [
      wave(2, { tasks, message: "msg_1" }),
      wave(2, { tasks, message: "msg_9" }),
      wave(2, { tasks }),
      wave(2, { tasks: [], message: "msg_1" }),
      wave(3, { message: "msg_1", isPlanned: false }),
      { type: "wave-synthesis", at: 3, text: "Found." },
      { type: "prompt", at: 4 },
      sent("a", { message: "msg_1", code: "dispatch_prompt_overflow_terminal" }),
    ]
    const carried = rekeyDispatches(records, ids)
    expect(carried).toEqual([
      wave(2, { tasks, message: "fork-1" }),
      sent("fork-a", { message: "fork-1", code: "dispatch_prompt_overflow_terminal" }),
      { type: "prompt", at: 1_000 },
    ])
    expect(declaredWave(carried)).toBeUndefined()
  })
})

describe("a message that was taken back", () => {
  const undone: DispatchRecord = { type: "dispatch-undone", at: 9, message: "msg_1" }
  const settings = { stalledThreshold: 2, reviewLoopThreshold: 2, digest, isAlive: () => true }

  it("has dispatched nothing", () => {
    const records = [...answered("a", "msg_1"), undone]
    expect(foldRun(records, settings).tasks.size).toBe(0)
  })

  it("takes nothing else with it", () => {
    const others = answered("b", "msg_2")
    expect(withoutUndone([...others, undone])).toEqual([...others, undone])
    expect(foldRun([...others, undone], settings).nextAction).toBe("dispatch_reviewer")
  })
})
