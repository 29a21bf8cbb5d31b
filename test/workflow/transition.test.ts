import { describe, expect, it } from "vitest"
import type { WorkflowRecord } from "../../src/workflow/record.ts"
import { refused, withRecord } from "../../src/workflow/transition.ts"
import { closedWorkflow, workflow } from "../builders/any-workflow.ts"

const [first, second] = [workflow(), workflow({ id: "review-2" })]
/** Closed one after the other. */
const closed = (count: number, from = 1): WorkflowRecord[] =>
  Array.from({ length: count }, (_, index) =>
    closedWorkflow({ id: `plan-${from + index}`, slug: "plan" }, from + index),
  )
const bare = (record: WorkflowRecord): WorkflowRecord => ({
  ...record,
  snapshot: { digest: "d1", text: "" },
})
const after = (records: readonly WorkflowRecord[], record: WorkflowRecord) => {
  const transition = withRecord(records, record)
  return transition.ok ? transition.records : []
}

it("what is refused says why, and nothing else", () => {
  expect(refused("no")).toStrictEqual({ ok: false, refusal: "no" })
})

describe("with a record", () => {
  it.each<[string, readonly WorkflowRecord[], WorkflowRecord, readonly WorkflowRecord[]]>([
    ["there is one where none was", [], first, [first]],
    ["there is one more", [first], second, [first, second]],
    [
      "its former self has gone from its place",
      [first, second],
      { ...first, task: "another" },
      [{ ...first, task: "another" }, second],
    ],
    ["four that are over keep their guidance", closed(4), first, [...closed(4), first]],
    [
      "a fifth that is over has lost its guidance",
      [...closed(5), first],
      second,
      [...closed(1).map(bare), ...closed(4, 2), first, second],
    ],
    [
      "those closed longest lose it, wherever they stand",
      closed(5).toReversed(),
      first,
      [...closed(4, 2).toReversed(), ...closed(1).map(bare), first],
    ],
    [
      "twenty-four that are over stay known",
      closed(24),
      first,
      [...closed(20).map(bare), ...closed(4, 21), first],
    ],
    [
      "a twenty-fifth that is over is forgotten",
      [first, ...closed(24)],
      closedWorkflow({ id: "plan-25", slug: "plan" }, 25),
      [first, ...closed(20, 2).map(bare), ...closed(4, 22)],
    ],
  ])("%s", (_, records, record, expected) => {
    expect(after(records, record)).toEqual(expected)
  })

  it("says which it is", () => {
    expect(withRecord([first], second)).toMatchObject({ ok: true, record: second })
  })
})
