import { describe, expect, it } from "vitest"
import type { WorkflowRecord } from "../../src/workflow/record.ts"
import { renderList, renderRecord } from "../../src/workflow/render-list.ts"
import { driftLine } from "../../src/workflow/texts.ts"
import {
  closedWorkflow,
  doneCheckpoint,
  openCheckpoint,
  workflow,
} from "../builders/any-workflow.ts"

const ship = { slug: "ship", description: "Ship it" }

describe("the list of workflows", () => {
  it.each<[string, Parameters<typeof renderList>, readonly string[]]>([
    ["says that there are none", [[], []], ["No workflow was invoked in this session."]],
    [
      "says what could be started",
      [[], [ship, { slug: "plan", description: "" }]],
      ["No workflow was invoked in this session.", "Available:", "- ship: Ship it", "- plan"],
    ],
    [
      "says how far each has come",
      [
        [
          closedWorkflow(),
          workflow({
            id: "review-2",
            checkpoints: [doneCheckpoint("1", "a"), openCheckpoint("2", "b")],
          }),
          workflow({ id: "review-3", checkpoints: [] }),
          closedWorkflow({ id: "review-4", status: "cancelled" }),
        ],
        [],
      ],
      [
        "- review-1: completed",
        "- review-2: active, 1 of 2 checkpoints open",
        "- review-3: active, 0 of 0 checkpoints open",
        "- review-4: cancelled",
      ],
    ],
  ])("%s", (_, [records, available], expected) => {
    expect(renderList(records, available).split("\n")).toEqual(expected)
  })
})

describe("one workflow", () => {
  const record = workflow({
    checkpoints: [
      openCheckpoint("1", "The tests are green"),
      doneCheckpoint("2", "It is reviewed"),
      doneCheckpoint("3", "It is merged", { status: "waived", evidence: "Ada said so" }),
    ],
    snapshot: { digest: "d1", text: "one\ntwo\ntwo\nto $ARGUMENTS" },
  })
  const whole = `### review-1 (invoked by its slash command)
Task: mend the parser
Scope: this task, in /project
Obligations:
- Never push to main.
- Always run the tests.
Checkpoints:
- [ ] 1: The tests are green
- [x] 2: It is reviewed (done: commit 1a2b3c)
- [x] 3: It is merged (waived: Ada said so)
Guidance as it was invoked:
one
two
two
to mend the parser`

  it.each<[string, string | undefined, string]>([
    ["is told with all that is recorded, and arguments put in", undefined, whole],
    [
      "is told with how its source differs",
      "zero\none\nto $ARGUMENTS\nfour",
      `${whole}\n${driftLine("review-1")}\n- two\n- two\n+ zero\n+ four`,
    ],
  ])("%s", (_, latest, expected) => {
    expect(renderRecord(record, latest)).toBe(expected)
  })

  it("is told without a task where it has none", () => {
    expect(renderRecord({ ...record, task: "" }, undefined)).toBe(
      whole.replace("Task: mend the parser\n", "").replace("mend the parser", ""),
    )
  })

  it.each<[string, Partial<WorkflowRecord>, readonly string[]]>([
    [
      "completed",
      {},
      ["review-1 is completed. Its checkpoints:", "- 1: done, commit 1a2b3c", "- 2: open"],
    ],
    [
      "cancelled",
      { status: "cancelled", closing: { at: 3_000, reason: "Wrong one", forced: false } },
      [
        "review-1 is cancelled: Wrong one. Its checkpoints:",
        "- 1: done, commit 1a2b3c",
        "- 2: open",
      ],
    ],
  ])("that is %s is told by what came of it, without a line of it", (_, more, expected) => {
    const checkpoints = [doneCheckpoint("1", "a"), openCheckpoint("2", "b")]
    const told = renderRecord(closedWorkflow({ checkpoints, ...more }), "changed")
    expect(told.split("\n")).toEqual(expected)
  })
})
