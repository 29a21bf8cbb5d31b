import { describe, expect, it } from "vitest"
import type { WorkflowRecord } from "../../src/workflow/record.ts"
import { undoMessage } from "../../src/workflow/undo-message.ts"
import {
  closedWorkflow,
  doneCheckpoint,
  openCheckpoint,
  workflow,
} from "../builders/any-workflow.ts"

const other = workflow({ id: "plan-1", slug: "plan", invocation: { source: "tool", at: 1 } })
const label = "It is reviewed"
const kept = doneCheckpoint("1", "The tests are green", { message: "m4" })
const closing = { at: 3_000, reason: "over", forced: true, message: "m5" }
const record = workflow({ checkpoints: [kept, doneCheckpoint("2", label, { message: "m5" })] })
const reopened = workflow({ checkpoints: [kept, openCheckpoint("2", label)] })

const { snapshot, obligations, omitted } = record
const rebased = (message: string): WorkflowRecord => ({
  ...record,
  snapshot: { digest: "d2", text: "Review it all." },
  obligations: [],
  omitted: 1,
  checkpoints: [openCheckpoint("1", "New")],
  rebased: {
    message,
    before: { snapshot, obligations, omitted, checkpoints: [kept, openCheckpoint("2", label)] },
  },
})

describe("undone is", () => {
  it.each<[string, readonly WorkflowRecord[], readonly WorkflowRecord[]]>([
    [
      "an invocation",
      [workflow({ invocation: { source: "tool", at: 1, message: "m5" } }), other],
      [other],
    ],
    ["the closing of a checkpoint, and not that of another", [other, record], [other, reopened]],
    [
      "the end of a workflow",
      [closedWorkflow({ closing }), other],
      [workflow({ updated: 3_000 }), other],
    ],
    [
      "the end with the checkpoint that was closed before it in the same message",
      [{ ...record, status: "cancelled", closing }],
      [reopened],
    ],
    [
      "the closing of a checkpoint, though its workflow stays over",
      [{ ...record, status: "completed", closing: { ...closing, message: "m6" } }],
      [{ ...reopened, status: "completed", closing: { ...closing, message: "m6" } }],
    ],
    ["a rebase", [rebased("m5")], [reopened]],
    [
      "a rebase of a workflow that is over, which stays so",
      [{ ...rebased("m5"), status: "completed", closing: { ...closing, message: "m6" } }],
      [{ ...reopened, status: "completed", closing: { ...closing, message: "m6" } }],
    ],
    [
      "what closed a checkpoint, though not the rebase before it",
      [{ ...rebased("m4"), checkpoints: record.checkpoints }],
      [{ ...rebased("m4"), checkpoints: reopened.checkpoints }],
    ],
    [
      "what one message did to several",
      [record, closedWorkflow({ id: "plan-2", closing })],
      [reopened, workflow({ id: "plan-2", updated: 3_000 })],
    ],
  ])("%s", (_, records, expected) => {
    expect(undoMessage(records, "m5")).toStrictEqual(expected)
  })

  it.each<[string, readonly WorkflowRecord[]]>([
    ["where there are no workflows", []],
    ["where nothing happened in it", [record, other]],
    ["where things happened in no known message", [closedWorkflow(), other]],
  ])("nothing %s: the records are the very same", (_, records) => {
    expect(undoMessage(records, "m9")).toBe(records)
  })
})
