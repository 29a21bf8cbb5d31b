import { expect, it } from "vitest"
import { restoreMessages } from "../../src/replay/restore-messages.ts"
import { asRecord } from "../../src/session/is-record.ts"

const idOf = (value: unknown): string => String(asRecord(value)["id"])

it("outputs that the host cleared stand whole, and the given messages stay as they are", () => {
  const part = {
    id: "p1",
    type: "tool",
    state: { status: "completed", output: "long", time: { start: 1, compacted: 5 } },
  }
  const given = [{ info: { id: "m1", role: "assistant" }, parts: [part] }]
  expect(restoreMessages(given, "ses_1")).toEqual([
    {
      info: { id: "m1", role: "assistant", sessionID: "ses_1" },
      parts: [
        {
          ...part,
          state: { status: "completed", output: "long", time: { start: 1 } },
          messageID: "m1",
          sessionID: "ses_1",
        },
      ],
    },
  ])
  expect(part.state.time.compacted).toBe(5)
})

it("missing and repeated ids are made up, in the order of the messages", () => {
  const given = [
    { info: { id: "m1" }, parts: [{ id: "p" }, {}] },
    { info: {}, parts: [{ id: "p" }] },
    { info: { id: "m1" }, parts: [] },
  ]
  const ids = restoreMessages(given, "ses_1").map(({ info, parts }) => [
    idOf(info),
    ...parts.map(idOf),
  ])
  expect(new Set(ids.flat()).size).toBe(6)
  expect(ids[0]).toEqual(["m1", "p", "m1_part_1"])
  const [first = "", second = "", third = ""] = ids.map(([id]) => id)
  expect([first < second, second < third]).toEqual([true, true])
})
