import { expect, it } from "vitest"
import { adoptWorkflow } from "../../src/workflow/adopt-workflow.ts"
import type { WorkflowRecord } from "../../src/workflow/record.ts"
import { activeAlready } from "../../src/workflow/texts.ts"
import {
  closedWorkflow,
  doneCheckpoint,
  openCheckpoint,
  workflow,
} from "../builders/any-workflow.ts"

const theirs = workflow({
  checkpoints: [doneCheckpoint("1", "a", { message: "m3" }), openCheckpoint("2", "b")],
})
const adopted = workflow({
  invocation: { source: "dispatch", at: 7_000, message: "n1" },
  checkpoints: [doneCheckpoint("1", "a"), openCheckpoint("2", "b")],
  updated: 7_000,
})
const adopt = (records: readonly WorkflowRecord[]) =>
  adoptWorkflow({ records, record: theirs, now: 7_000, message: "n1" })
const other = workflow({ id: "review-2" })

it.each<[string, readonly WorkflowRecord[], readonly WorkflowRecord[]]>([
  ["as far as it has come, without messages of theirs", [], [adopted]],
  ["beside another of its name", [other], [other, adopted]],
  ["again when it is over", [closedWorkflow(), other], [adopted, other]],
])("a workflow is adopted %s", (_, records, expected) => {
  expect(adopt(records)).toStrictEqual({ ok: true, record: adopted, records: expected })
})

it("a workflow is not adopted where it is active already", () => {
  expect(adopt([other, workflow()])).toEqual({ ok: false, refusal: activeAlready("review-1") })
})
