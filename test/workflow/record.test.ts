import { expect, it } from "vitest"
import { isActive, openCheckpoints } from "../../src/workflow/record.ts"
import type { WorkflowRecord } from "../../src/workflow/record.ts"
import { doneCheckpoint, openCheckpoint, workflow } from "../builders/any-workflow.ts"

it.each<[WorkflowRecord["status"], boolean]>([
  ["active", true],
  ["completed", false],
  ["cancelled", false],
])("a workflow that is %s is active: %s", (status, expected) => {
  expect(isActive(workflow({ status }))).toBe(expected)
})

it("checkpoints are open that are neither done nor waived", () => {
  const checkpoints = [
    openCheckpoint("1", "a"),
    doneCheckpoint("2", "b"),
    doneCheckpoint("3", "c", { status: "waived" }),
    openCheckpoint("4", "d"),
  ]
  expect(openCheckpoints(workflow({ checkpoints }))).toEqual([
    openCheckpoint("1", "a"),
    openCheckpoint("4", "d"),
  ])
})
