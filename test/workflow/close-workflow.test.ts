import { describe, expect, it } from "vitest"
import { closeWorkflow } from "../../src/workflow/close-workflow.ts"
import type { CloseWorkflowInput } from "../../src/workflow/close-workflow.ts"
import { MOST } from "../../src/workflow/record.ts"
import { noneActive, reasonMissing, stillOpen, whichOne } from "../../src/workflow/texts.ts"
import { closedWorkflow, doneCheckpoint, workflow } from "../builders/any-workflow.ts"

const unfinished = workflow()
const finished = workflow({
  checkpoints: [doneCheckpoint("1", "a"), doneCheckpoint("2", "b", { status: "waived" })],
})
const other = workflow({ id: "plan-1", slug: "plan" })
const close = (input: Partial<CloseWorkflowInput> = {}) =>
  closeWorkflow({
    records: [finished],
    workflow: undefined,
    as: "completed",
    reason: undefined,
    force: false,
    now: 4_000,
    message: "m8",
    ...input,
  })
const closing = { at: 4_000, reason: "", forced: false, message: "m8" }

describe("a workflow", () => {
  it.each([
    [
      "is completed where every checkpoint is closed",
      {},
      { ...finished, status: "completed", closing },
    ],
    [
      "is completed with what was said about it",
      { reason: "  All is well.\n" },
      { ...finished, status: "completed", closing: { ...closing, reason: "All is well." } },
    ],
    [
      "is completed where it has no checkpoint",
      { records: [workflow({ checkpoints: [] })] },
      { ...workflow({ checkpoints: [] }), status: "completed", closing },
    ],
    [
      "is not forced where nothing was in the way",
      { force: true },
      { ...finished, status: "completed", closing },
    ],
    [
      "is completed with open checkpoints where that is forced with a reason",
      { records: [unfinished], force: true, reason: "Enough" },
      {
        ...unfinished,
        status: "completed",
        closing: { ...closing, reason: "Enough", forced: true },
      },
    ],
    [
      "is cancelled with a reason, whatever is open",
      { records: [unfinished], as: "cancelled" as const, reason: "r".repeat(MOST.evidence + 1) },
      {
        ...unfinished,
        status: "cancelled",
        closing: { ...closing, reason: "r".repeat(MOST.evidence) },
      },
    ],
    [
      "is closed in no message where none is known",
      { message: undefined },
      { ...finished, status: "completed", closing: { at: 4_000, reason: "", forced: false } },
    ],
  ])("%s", (_, input, expected) => {
    const record = { ...expected, updated: 4_000 }
    expect(close(input)).toStrictEqual({ ok: true, record, records: [record] })
  })

  it("is closed alone", () => {
    const record = { ...finished, status: "completed", closing, updated: 4_000 }
    expect(close({ records: [other, finished], workflow: "review-1" })).toEqual({
      ok: true,
      record,
      records: [other, record],
    })
  })
})

describe("no workflow is closed", () => {
  it.each<[string, Partial<CloseWorkflowInput>, string]>([
    ["where none is active", { records: [closedWorkflow()] }, noneActive],
    [
      "where it is not clear which",
      { records: [finished, other] },
      whichOne(["review-1", "plan-1"]),
    ],
    ["with open checkpoints", { records: [unfinished] }, stillOpen(unfinished)],
    [
      "with open checkpoints for a reason alone",
      { records: [unfinished], reason: "Enough" },
      stillOpen(unfinished),
    ],
    [
      "by force without a reason",
      { records: [unfinished], force: true, reason: " " },
      reasonMissing("completed"),
    ],
    ["as cancelled without a reason", { as: "cancelled" }, reasonMissing("cancelled")],
    [
      "as cancelled by force",
      { as: "cancelled", force: true, reason: "" },
      reasonMissing("cancelled"),
    ],
  ])("%s", (_, input, refusal) => {
    expect(close(input)).toStrictEqual({ ok: false, refusal })
  })
})
