import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { isActive } from "../../src/workflow/record.ts"
import type { BlockInput } from "../../src/workflow/render-block.ts"
import * as texts from "../../src/workflow/texts.ts"
import {
  anyRecords,
  closedWorkflow,
  doneCheckpoint,
  openCheckpoint,
  workflow,
} from "../builders/any-workflow.ts"
import { holds } from "../builders/holds.ts"
import { testCount } from "../builders/meter.ts"
import { named, render, told } from "../builders/told-block.ts"

describe("the block", () => {
  it("tells all of the active workflows, and then what else is available", () => {
    const records = [
      workflow({
        obligations: ["Never push to main.", "The tests are green"],
        checkpoints: [
          openCheckpoint("1", "The tests are green"),
          doneCheckpoint("2", "It is reviewed"),
          openCheckpoint("3", "It is merged"),
        ],
        omitted: 2,
      }),
      closedWorkflow({ id: "plan-1", slug: "plan" }),
      workflow({
        id: "plan-2",
        slug: "plan",
        invocation: { source: "skill", at: 1_000 },
        task: "",
      }),
    ]
    const available = [
      named("review", "Review it"),
      named("worktree", "Work in a [worktree]\n of its own"),
      named("ship"),
    ]
    expect(render({ records, available, drifted: new Set(["review-1"]) })).toBe(
      `<workflows>
Kept by the host from recorded state. It is what holds, whatever earlier text says about these workflows. A sub-agent is bound too where its prompt has a line \`Workflow: ID\`.
## Active for this task
### review-1 (invoked by its slash command)
Task: mend the parser
Scope: this task, in /project
Obligations until it is completed or cancelled:
- Never push to main.
Open checkpoints, to be closed with evidence:
- [ ] 1: The tests are green
- [ ] 3: It is merged
The source of this workflow has changed since; what was taken then holds. To compare: action list, workflow review-1; to take the new text over, if the user wants that: action rebase.
Checkpoints closed: 1.
(2 more: call workflow with action list and workflow review-1)
### plan-2 (invoked by its skill)
Scope: this task, in /project
Obligations until it is completed or cancelled:
- Never push to main.
- Always run the tests.
Open checkpoints, to be closed with evidence:
- [ ] 1: The tests are green
- [ ] 2: It is reviewed
## Available, not active
- worktree: Work in a [worktree] of its own
- ship
</workflows>`,
    )
  })

  it.each<[string, Partial<BlockInput>]>([
    ["nothing was invoked", { records: [], available: [named("review")] }],
    ["all is over", { records: [closedWorkflow()], available: [named("review")] }],
  ])("is empty where %s", (_, input) => {
    expect(render(input)).toBe("")
  })

  it.each<[string, Parameters<typeof workflow>[0], readonly string[]]>([
    [
      "without lines",
      { obligations: [], checkpoints: [], task: "", scope: "" },
      ["### review-1 (invoked by its slash command)"],
    ],
    [
      "of which everything is closed",
      { obligations: [], checkpoints: [doneCheckpoint("1", "a")], task: "", scope: "" },
      [
        "### review-1 (invoked by its slash command)",
        "Checkpoints closed: 1. Complete the workflow when its task is done.",
      ],
    ],
    [
      "whose obligations are its checkpoints",
      {
        obligations: ["Never push", "Test"],
        checkpoints: [doneCheckpoint("1", "Never push"), openCheckpoint("2", "Test")],
        task: "",
        scope: "",
      },
      [
        "### review-1 (invoked by its slash command)",
        texts.BOTH_TITLE,
        "- [ ] 2: Test",
        "Checkpoints closed: 1.",
      ],
    ],
    [
      "that was dispatched",
      { invocation: { source: "dispatch", at: 1 }, obligations: [], checkpoints: [], scope: "" },
      ["### review-1 (dispatched with this task)", "Task: mend the parser"],
    ],
    [
      "that was started with the tool",
      { invocation: { source: "tool", at: 1 }, obligations: [], checkpoints: [], scope: "" },
      ["### review-1 (started with the workflow tool)", "Task: mend the parser"],
    ],
  ])("tells of a workflow %s", (_, overrides, expected) => {
    expect(told({ records: [workflow(overrides)] })).toEqual(expected)
  })
})

describe("any block", () => {
  const frame = [texts.BLOCK_START, texts.BLOCK_INTRODUCTION, texts.ACTIVE_TITLE, texts.BLOCK_END]
  const { id } = workflow({ id: "review-1-1" })
  const first = [texts.recordTitle(workflow({ id })), texts.leftOut({ count: 99, id })]
  /** What stands in every block, and the number of workflows that do not. */
  const least = testCount([...frame, ...first].join("\n"))
  const rest = testCount(texts.moreActive(9)) + 1
  const available = fc.array(
    fc.record({ slug: fc.string({ minLength: 1, maxLength: 12 }), description: fc.string() }),
    { maxLength: 12 },
  )
  const tokens = fc.oneof(fc.nat({ max: 150 }), fc.nat({ max: 1_200 }))
  const drifted = fc.constantFrom(new Set<string>(), new Set(["review-1", "plan-1"]))

  it("is no longer than it may be, and empty only where nothing is active", () => {
    holds(
      fc.property(anyRecords, available, tokens, drifted, (records, others, most, changed) => {
        const block = render({ records, available: others, tokens: most, drifted: changed })
        expect(testCount(block)).toBeLessThanOrEqual(Math.max(most, least + rest))
        expect(block === "").toBe(!records.some(isActive))
      }),
      150,
    )
  })

  it("leaves no line of an active workflow unsaid where there is room", () => {
    holds(
      fc.property(anyRecords, (records) => {
        const block = render({ records })
        const lines = records
          .filter(isActive)
          .flatMap(({ obligations, checkpoints }) => [
            ...obligations.filter((line) => !checkpoints.some(({ label }) => label === line)),
            ...checkpoints.flatMap(({ status, label }) => (status === "open" ? [label] : [])),
          ])
        expect(lines.filter((line) => !block.includes(line))).toEqual([])
      }),
    )
  })
})
