import { expect, it } from "vitest"
import type { WorkflowRecord } from "../../src/workflow/record.ts"
import { rekeyMessages } from "../../src/workflow/rekey-messages.ts"
import {
  closedWorkflow,
  doneCheckpoint,
  openCheckpoint,
  workflow,
} from "../builders/any-workflow.ts"

const ids = new Map([
  ["m1", "n1"],
  ["m2", "n2"],
  ["m3", "n3"],
])
const scene = (invoked: string, checked: string, closed: string) => [
  workflow({ invocation: { source: "skill", at: 1, message: invoked } }),
  closedWorkflow({
    id: "review-2",
    invocation: { source: "tool", at: 1 },
    checkpoints: [
      openCheckpoint("1", "a"),
      doneCheckpoint("2", "b", { message: checked }),
      doneCheckpoint("3", "c"),
    ],
    closing: { at: 3, reason: "", forced: false, message: closed },
  }),
]

const [first, second] = scene("n1", "n2", "n3")

it.each([
  ["the ids of the fork", scene("m1", "m2", "m3"), scene("n1", "n2", "n3")],
  ["none that was invoked after the cut", scene("m7", "m2", "m3"), [second]],
  [
    "checkpoints open that were closed after the cut",
    scene("m1", "m7", "m3"),
    [
      first,
      {
        ...second,
        checkpoints: [openCheckpoint("1", "a"), openCheckpoint("2", "b"), doneCheckpoint("3", "c")],
      },
    ],
  ],
  [
    "workflows active that were closed after the cut",
    scene("m1", "m2", "m7"),
    [first, withoutClosing(second)],
  ],
  [
    "what happened in no known message as it was",
    [workflow({ invocation: { source: "tool", at: 1 } })],
    [workflow({ invocation: { source: "tool", at: 1 } })],
  ],
])("the records of a fork have %s", (_, records, expected) => {
  expect(rekeyMessages(records, ids)).toStrictEqual(expected)
})

const invocation = { source: "tool" as const, at: 1 }
const before = {
  snapshot: { digest: "d0", text: "Review." },
  obligations: ["Write it down."],
  omitted: 1,
  checkpoints: [openCheckpoint("1", "It is written")],
}
const rebased = (message: string) => workflow({ invocation, rebased: { message, before } })

it.each([
  ["the id of the fork", rebased("m2"), rebased("n2")],
  ["none after the cut", rebased("m7"), workflow({ invocation, ...before })],
])("the rebase of a fork has %s", (_, record, expected) => {
  expect(rekeyMessages([record], ids)).toStrictEqual([expected])
})

it("the records of a fork without the messages of its origin have nothing that happened in them", () => {
  const records = [...scene("m1", "m2", "m3"), workflow({ id: "review-3" })]
  expect(rekeyMessages(records, new Map()).map(({ id, status }) => [id, status])).toEqual([
    ["review-2", "active"],
  ])
})

it("the records of a fork are the same when they are given its ids once more", () => {
  const once = rekeyMessages([...scene("m1", "m2", "m3"), rebased("m2")], ids)
  expect(rekeyMessages(once, ids)).toStrictEqual(once)
})

it("the records of a fork keep what has happened in its own messages", () => {
  const records = [...scene("n7", "n8", "n9"), rebased("n9")]
  expect(rekeyMessages(records, new Map(), new Set(["n7", "n8", "n9"]))).toStrictEqual(records)
})

function withoutClosing(record: WorkflowRecord | undefined) {
  const { closing: _, ...open } = record ?? workflow()
  return { ...open, status: "active" }
}
