import { expect, it } from "vitest"
import { parentWindow } from "../../src/host/parent-window.ts"
import { dispatching, plannedWith } from "../builders/dispatching.ts"
import type { Fullness } from "../builders/dispatching.ts"

const call = (asked: number, returned: number, message = "msg_1") => ({ asked, returned, message })
const budget = { limit: 9_500, ceiling: 9_000, trigger: 8_000, target: 5_000 }

it.each<[string, Fullness, readonly ReturnType<typeof call>[], object]>([
  [
    "has what the last request left of its ceiling",
    { ...budget, used: 4_000 },
    [],
    { limit: 9_500, used: 4_000, available: 5_000 },
  ],
  [
    "can be compacted down to its target",
    { ...budget, used: 8_000 },
    [],
    { limit: 9_500, used: 8_000, available: 4_000 },
  ],
  [
    "has taken up what was asked and what came back",
    { ...budget, used: 4_000 },
    [call(100, 30), call(200, 0)],
    { limit: 9_500, used: 4_330, available: 4_700 },
  ],
  [
    "has not taken up what another message asked",
    { ...budget, used: 4_000 },
    [call(100, 30, "msg_0")],
    { limit: 9_500, used: 4_000, available: 5_000 },
  ],
  [
    "counts as its provider does, but tells room in counted tokens",
    { ...budget, used: 4_000, factor: 1.5 },
    [call(100, 31)],
    { limit: 9_500, used: 4_197, available: 3_233 },
  ],
])("the window of a session that dispatches %s", (_, full, calls, expected) => {
  const { runtime, session } = dispatching()
  session.planned = plannedWith(full)
  for (const [at, given] of calls.entries())
    Object.assign(runtime.tasks.find("ses_1", `call_${at}`, "called"), given)
  expect(parentWindow(runtime, session, { message: "msg_1" })).toEqual(expected)
})

it("the window of a session that has planned nothing is not known", () => {
  const { runtime, session } = dispatching()
  expect(parentWindow(runtime, session, { message: "msg_1" })).toBeUndefined()
})
