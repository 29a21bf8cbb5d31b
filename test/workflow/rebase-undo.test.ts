import { describe, expect, it } from "vitest"
import { adoptWorkflow } from "../../src/workflow/adopt-workflow.ts"
import { closedLines } from "../../src/workflow/closed-guidance-of.ts"
import { rekeyMessages } from "../../src/workflow/rekey-messages.ts"
import { undoMessage } from "../../src/workflow/undo-message.ts"
import {
  closedWorkflow,
  doneCheckpoint,
  openCheckpoint,
  workflow,
} from "../builders/any-workflow.ts"

const done = doneCheckpoint("1", "The tests are green", { message: "m5" })
const open = openCheckpoint("1", "The tests are green")
const former = {
  snapshot: { digest: "d0", text: "Before." },
  obligations: ["Never merge on a Friday."],
  omitted: 0,
  checkpoints: [done],
}
/** A checkpoint was closed in m5, and the workflow rebased in m6. */
const rebased = workflow({ checkpoints: [done], rebased: { message: "m6", before: former } })

describe("a rebase behind a checkpoint", () => {
  it.each([[["m5", "m6"]], [["m6", "m5"]]])(
    "is undone with it, whichever goes first: %j",
    (order) => {
      expect(order.reduce(undoMessage, [rebased])).toEqual([
        workflow({ ...former, checkpoints: [open] }),
      ])
    },
  )

  it("has the messages of a fork all over", () => {
    const ids = new Map([
      ["m1", "n1"],
      ["m5", "n5"],
      ["m6", "n6"],
    ])
    const there = { ...done, message: "n5" }
    expect(rekeyMessages([rebased], ids)).toEqual([
      workflow({
        invocation: { source: "command", at: 1_000, message: "n1" },
        checkpoints: [there],
        rebased: { message: "n6", before: { ...former, checkpoints: [there] } },
      }),
    ])
  })

  it("has not happened in a fork that was cut before both", () => {
    expect(rekeyMessages([rebased], new Map([["m1", "n1"]]))).toEqual([
      workflow({
        ...former,
        checkpoints: [open],
        invocation: { source: "command", at: 1_000, message: "n1" },
      }),
    ])
  })

  it("stays in the session that dispatches it", () => {
    const { message: _theirs, ...checkpoint } = done
    const copy = workflow({
      invocation: { source: "dispatch", at: 7, message: "m9" },
      checkpoints: [checkpoint],
      updated: 7,
    })
    expect(adoptWorkflow({ records: [], record: rebased, now: 7, message: "m9" })).toEqual({
      ok: true,
      records: [copy],
      record: copy,
    })
  })

  it("does not keep lines that it has left from being cleaned out after another workflow", () => {
    const closed = closedWorkflow({ id: "review-2", obligations: ["Never merge on a Friday."] })
    expect(closedLines([rebased, closed])).toEqual(["Never merge on a Friday.", "It is reviewed"])
  })
})
