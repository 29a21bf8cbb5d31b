import { describe, expect, it } from "vitest"
import { admitCall } from "../../src/host/admit-call.ts"
import type { TaskCall } from "../../src/host/task-calls.ts"
import {
  pressureRefusal,
  synthesisRefusal,
  tooManyRefusal,
  waveFullRefusal,
} from "../../src/dispatch/wave/wave-texts.ts"
import type { Pressure } from "../../src/dispatch/wave/pressure.ts"
import { answer, sent, wave } from "../builders/dispatch-records.ts"
import { dispatching, plannedWith } from "../builders/dispatching.ts"

/** A session with so many calls of one message, of which the first so many run. */
const open = (calls: number, running = 0, asked = 1) => {
  const scene = dispatching()
  const { runtime, session } = scene
  const all = Array.from({ length: calls }, (_, at): TaskCall => {
    const { call } = runtime.tasks.see({
      id: `prt_${at}`,
      callID: `call_${at}`,
      sessionID: "ses_1",
      messageID: "msg_1",
      status: "running",
      child: undefined,
      isBackground: false,
    })
    if (at < running) Object.assign(call, { state: "running", asked })
    return call
  })
  const call = all.at(-1) ?? runtime.tasks.find("ses_1", "call_0", "called")
  /** Undefined where it may start. */
  const refusal = (isMapped = true): string | undefined => {
    try {
      admitCall(runtime, session, { call, isMapped })
      return undefined
    } catch (error) {
      return error instanceof Error ? `${error.name}: ${error.message}` : "?"
    }
  }
  return { ...scene, call, refusal }
}
const refused = (text: string): string => `DispatchRefusedError: ${text}`

describe("a call of task may start", () => {
  it.each([1, 4, 9])("as one of %d in a message", (calls) => {
    const { refusal, records } = open(calls, calls - 1)
    expect([refusal(), records()]).toEqual([undefined, []])
  })

  it("of an agent without a role, however many there are", () => {
    const { refusal, records } = open(25, 24)
    expect([refusal(false), records()]).toEqual([undefined, []])
  })

  it("as one of ten, which are a wave from then on", () => {
    const { refusal, records } = open(10, 2)
    expect([refusal(), records()]).toEqual([
      undefined,
      [{ type: "wave", at: 1_000, count: 10, isPlanned: false, message: "msg_1" }],
    ])
    expect(refusal()).toBeUndefined()
    expect(records()).toHaveLength(1)
  })
})

describe("a call of task has to wait", () => {
  it("where five of ten run", () => {
    const { refusal } = open(10, 5)
    expect(refusal()).toBe(refused(waveFullRefusal({ total: 10, isOwed: false })))
  })

  it("where there are more than twenty", () => {
    const { refusal } = open(21)
    expect(refusal()).toBe(refused(tooManyRefusal(21)))
  })

  it("for what a planned wave has found, before the next five", () => {
    const { refusal, session } = open(1)
    const ids = ["a", "b", "c", "d", "e"]
    session.dispatches.append([
      wave(10, { pattern: "file" }),
      ...ids.map((id) => sent(id)),
      ...ids.slice(0, 3).map((id) => answer(id)),
    ])
    expect(refusal()).toBe(refused(synthesisRefusal({ collected: 3, total: 10, running: 0 })))
    session.dispatches.append([{ type: "wave-synthesis", at: 1, text: "So." }])
    expect(refusal()).toBeUndefined()
  })

  it("for nothing where the wave was not planned", () => {
    const { refusal, session } = open(1)
    const ids = ["a", "b", "c", "d", "e"]
    session.dispatches.append([
      wave(10, { isPlanned: false, message: "msg_1" }),
      ...ids.map((id) => sent(id)),
    ])
    expect(refusal()).toBeUndefined()
  })

  it("also in a planned wave of an agent without a role", () => {
    const { refusal, session } = open(6, 5)
    session.dispatches.append([wave(12, { pattern: "file" })])
    expect(refusal(false)).toBe(refused(waveFullRefusal({ total: 12, isOwed: false })))
  })

  it("counting those that have started and are not recorded yet", () => {
    const { refusal, session } = open(5, 4, 0)
    session.dispatches.append([wave(10, { pattern: "file" }), sent("a")])
    expect(refusal()).toBe(refused(synthesisRefusal({ collected: 0, total: 10, running: 4 })))
  })
})

describe("a session that is nearly full", () => {
  const budget = { limit: 10_000, ceiling: 10_000, trigger: 9_000, target: 5_000 }
  it.each<[string, number, "none" | "asked" | "done", Pressure | undefined, string]>([
    ["takes five more under four fifths", 7_990, "none", undefined, "none"],
    [
      "takes none of five from four fifths on, and asks for room",
      8_000,
      "none",
      "warning",
      "asked",
    ],
    ["has asked for room once", 8_000, "asked", "warning", "asked"],
    ["takes them when a compaction has made what room it can", 8_000, "done", undefined, "done"],
    ["takes none when that left it critical", 9_600, "done", "critical", "done"],
    ["takes none where it is full", 10_000, "none", "exceeded", "asked"],
  ])("%s", (_, used, pressing, level, after) => {
    const { refusal, session } = open(5)
    session.planned = plannedWith({ ...budget, used })
    session.pressing = pressing
    const expected = level && refused(pressureRefusal(level, { collected: 0, total: 5 }))
    expect([refusal(), session.pressing]).toEqual([expected, after])
  })

  it("tells how many results are back", () => {
    const { refusal, session, runtime } = open(5)
    runtime.tasks.find("ses_1", "call_0", "called").returned = 30
    session.planned = plannedWith({ ...budget, used: 8_000 })
    expect(refusal()).toBe(refused(pressureRefusal("warning", { collected: 1, total: 5 })))
  })

  it("takes four more whatever it has left, and asks for no room", () => {
    const { refusal, session } = open(4)
    session.planned = plannedWith({ ...budget, used: 9_990 })
    expect([refusal(), session.pressing]).toEqual([undefined, "none"])
  })

  it("counts what the calls before have asked", () => {
    const { refusal, session } = open(5, 2, 50)
    session.planned = plannedWith({ ...budget, used: 7_900 })
    expect(refusal()).toBe(refused(pressureRefusal("warning", { collected: 0, total: 5 })))
  })
})
