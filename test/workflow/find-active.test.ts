import { expect, it } from "vitest"
import { findActive } from "../../src/workflow/find-active.ts"
import type { WorkflowRecord } from "../../src/workflow/record.ts"
import { noneActive, notActive, whichOne } from "../../src/workflow/texts.ts"
import { closedWorkflow, workflow } from "../builders/any-workflow.ts"

const first = workflow()
const second = workflow({ id: "review-2" })
const plan = workflow({ id: "plan-1", slug: "plan" })
const over = closedWorkflow({ id: "plan-7", slug: "plan" })
/** Its slug is the id of another. */
const confusing = workflow({ id: "review-1-1", slug: "review-1" })

it.each<[string, readonly WorkflowRecord[], string | undefined, WorkflowRecord]>([
  ["by its id", [first, second, plan], "review-2", second],
  ["by its slug where one of it is active", [first, plan, over], "plan", plan],
  ["without a name where it is the only one", [over, first], undefined, first],
  ["by its id, though that is the slug of another", [confusing, first], "review-1", first],
  ["by its slug, where no id is the same", [confusing, second], "review-1", confusing],
])("an active workflow is found %s", (_, records, name, record) => {
  expect(findActive(records, name)).toEqual({ ok: true, record })
})

it.each<[string, readonly WorkflowRecord[], string | undefined, string]>([
  ["where none was invoked", [], "review", noneActive],
  ["where all are over", [over], "plan-7", noneActive],
  ["that is over", [over, first], "plan-7", notActive({ name: "plan-7", ids: ["review-1"] })],
  ["that is unknown", [first, plan], "x", notActive({ name: "x", ids: ["review-1", "plan-1"] })],
  ["of an empty name", [first], "", notActive({ name: "", ids: ["review-1"] })],
  ["by the slug of several", [first, second, plan], "review", whichOne(["review-1", "review-2"])],
  ["without a name among several", [first, plan], undefined, whichOne(["review-1", "plan-1"])],
])("no workflow is found %s", (_, records, name, refusal) => {
  expect(findActive(records, name)).toEqual({ ok: false, refusal })
})
