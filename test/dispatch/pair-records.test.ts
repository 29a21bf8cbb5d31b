import { expect, it } from "vitest"
import type { DispatchRecord } from "../../src/dispatch/run/dispatch-record.ts"
import { pairRecords } from "../../src/dispatch/run/pair-records.ts"
import { withoutUndone } from "../../src/dispatch/run/without-undone.ts"
import {
  answer,
  implementerResult,
  rounds,
  sent,
  started,
  wave,
} from "../builders/dispatch-records.ts"

it("a journal is paired anew only when it has grown", () => {
  const records: DispatchRecord[] = [...rounds(implementerResult())]
  const first = pairRecords(records)
  expect(pairRecords(records)).toBe(first)
  records.push(sent("a"))
  const second = pairRecords(records)
  expect(second.dispatches.map(({ sent: { call } }) => call)).toEqual(["call-0", "a"])
  expect(pairRecords(records)).toBe(second)
})

it("a journal of which nothing was taken back is the same without that", () => {
  const records: DispatchRecord[] = [sent("a", { message: "msg_1" })]
  expect(withoutUndone(records)).toBe(records)
  records.push({ type: "dispatch-undone", at: 2, message: "msg_1" })
  const rest = withoutUndone(records)
  expect(rest).toEqual(records.slice(1))
  expect(withoutUndone(records)).toBe(rest)
})

it("a line that stands twice counts once, also where its copy says more", () => {
  const result = answer("a", { result: implementerResult() })
  const records = [
    sent("a"),
    sent("a"),
    started("a"),
    started("a"),
    result,
    { ...result, tokens: 9 },
  ]
  expect(pairRecords(records)).toEqual({
    dispatches: [{ sent: sent("a"), child: "ses_a", isStarted: true, result }],
    events: [
      { sent: sent("a"), result: undefined },
      { sent: sent("a"), result },
    ],
    declaredTasks: [],
  })
})

it("declared tasks have ids of one line, each once and none empty", () => {
  const tasks = ["Fix  the\nparser", " Fix the parser ", " \n", "fix the parser"]
  expect(pairRecords([wave(4, { tasks })]).declaredTasks).toEqual([
    "Fix the parser",
    "fix the parser",
  ])
})
