import { describe, expect, it } from "vitest"
import type { WorkflowRecord } from "../../src/workflow/record.ts"
import * as texts from "../../src/workflow/texts.ts"
import {
  closedWorkflow,
  doneCheckpoint,
  openCheckpoint,
  workflow,
} from "../builders/any-workflow.ts"

const numbered = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => `Never do ${index + 1}`)
const closedAs = (status: WorkflowRecord["status"], reason: string, forced = false) =>
  closedWorkflow({ status, closing: { at: 1, reason, forced } })
const bare = workflow({ obligations: [], checkpoints: [openCheckpoint("1", "a")] })
const passed = workflow({ checkpoints: [doneCheckpoint("1", "a"), doneCheckpoint("2", "b")] })
const half = workflow({ checkpoints: [openCheckpoint("1", "a"), doneCheckpoint("2", "b")] })

describe("a user is told", () => {
  it.each<[string, string, readonly string[]]>([
    [
      "what was taken from a workflow",
      texts.startedToast(workflow()),
      [
        "Workflow review-1 is active: 2 obligations, 2 checkpoints.",
        "- Never push to main.",
        "- Always run the tests.",
        "- [ ] The tests are green",
        "- [ ] It is reviewed",
      ],
    ],
    [
      "that nothing of it binds",
      texts.startedToast(bare),
      [
        "Workflow review-1 is active: no obligations, 1 checkpoint.",
        "It has no list under a heading that is exactly Obligations, and no list item with a word of workflows.words.",
        "- [ ] a",
      ],
    ],
    [
      "eight lines, and how many more there are",
      texts.startedToast(workflow({ obligations: numbered(9), checkpoints: [] })),
      [
        "Workflow review-1 is active: 9 obligations, no checkpoints.",
        ...numbered(8).map((line) => `- ${line}`),
        "- and 1 more",
      ],
    ],
    [
      "how many lines are not kept",
      texts.startedToast(workflow({ obligations: numbered(1), omitted: 3 })),
      [
        "Workflow review-1 is active: 1 obligation, 2 checkpoints.",
        "- Never do 1",
        "- [ ] The tests are green",
        "- [ ] It is reviewed",
        "3 further lines were too many and are not kept.",
      ],
    ],
    [
      "which checkpoints are no obligations, and how many lines are cut",
      texts.startedToast(
        workflow({
          obligations: [`${"a".repeat(399)}…`, "It is reviewed"],
        }),
      ),
      [
        "Workflow review-1 is active: 2 obligations, 2 checkpoints.",
        `- ${"a".repeat(67)}…${"a".repeat(31)}…`,
        "- It is reviewed",
        "- [ ] The tests are green",
        "1 line of it cut to 400 characters.",
      ],
    ],
    [
      "that it is complete",
      texts.closedToast(closedAs("completed", "")),
      ["Workflow review-1 is completed."],
    ],
    [
      "that it was forced, and why",
      texts.closedToast(closedAs("completed", "Enough\nof it", true)),
      ["Workflow review-1 is completed although checkpoints were open: Enough of it."],
    ],
    [
      "why it was cancelled",
      texts.closedToast(closedAs("cancelled", "Wrong one")),
      ["Workflow review-1 is cancelled: Wrong one."],
    ],
    [
      "what was waived",
      texts.waivedToast(workflow(), doneCheckpoint("1", "It is reviewed", { evidence: "Ada" })),
      ["Workflow review-1: a checkpoint was waived (It is reviewed): Ada"],
    ],
    [
      "where a damaged state is kept",
      texts.damagedToast({ cause: "it is no object", copy: "/a.json" }),
      [
        "The workflow state of this session cannot be used: it is no object. No workflow is active; invoke it again. A copy is kept in /a.json.",
      ],
    ],
    [
      "that a damaged state is not kept",
      texts.damagedToast({ cause: "it is no object", copy: undefined }),
      [
        "The workflow state of this session cannot be used: it is no object. No workflow is active; invoke it again. A copy could not be kept.",
      ],
    ],
  ])("%s", (_, toast, expected) => {
    expect(toast.split("\n")).toEqual(expected)
  })
})

describe("a model is told", () => {
  it.each<[string, string, string]>([
    [
      "which checkpoints are still open",
      texts.checkpointAnswer(half, doneCheckpoint("2", "b")),
      "Checkpoint 2 of review-1 is done. Still open: 1.",
    ],
    [
      "that none is open",
      texts.checkpointAnswer(passed, { id: "2", status: "waived" }),
      "Checkpoint 2 of review-1 is waived. None is open: complete the workflow when its task is done.",
    ],
    [
      "which checkpoints are in the way",
      texts.stillOpen(half),
      "review-1 has open checkpoints, so it was not completed: 1. Close them with evidence, or set force and give a reason in text.",
    ],
    [
      "that a checkpoint is open again",
      texts.checkpointAnswer(half, openCheckpoint("1", "a")),
      "Checkpoint 1 of review-1 is open. Still open: 1.",
    ],
    [
      "that a checkpoint is open already",
      texts.stateAlready(openCheckpoint("1", "a")),
      "Checkpoint 1 is open already; nothing was changed.",
    ],
    [
      "that a checkpoint is closed already, and how it is opened",
      texts.stateAlready(doneCheckpoint("2", "b")),
      "Checkpoint 2 is done already; nothing was changed. Where that does not hold any more, set status open first.",
    ],
    [
      "which checkpoints there are",
      texts.unknownCheckpoint({ name: "9", record: half }),
      'review-1 has no checkpoint "9"; nothing was changed. Its checkpoints: 1, 2.',
    ],
    [
      "that no checkpoint was named",
      texts.unknownCheckpoint({ name: undefined, record: half }),
      "The checkpoint is missing; nothing was changed. Its checkpoints: 1, 2.",
    ],
    [
      "what is available",
      texts.notAvailable("x", ["plan", "review"]),
      'There is no workflow "x"; nothing was changed. Available: plan, review.',
    ],
    [
      "that nothing is available",
      texts.notAvailable("x", []),
      'There is no workflow "x"; nothing was changed. None is declared.',
    ],
    [
      "of a long description only its ends",
      texts.availableLine({ slug: "plan", description: `${"a".repeat(60)} ${"b".repeat(60)}` }),
      `- plan: ${"a".repeat(54)}…${"b".repeat(25)}`,
    ],
  ])("%s", (_, told, expected) => {
    expect(told).toBe(expected)
  })
})

it.each<[string, string, string | undefined]>([
  ["on a line of its own", "Do it.\nWorkflow: review-1\nNow.", "review-1"],
  ["in any case, with spaces around", "Do it.\n \tWORKFLOW:review-1\t ", "review-1"],
  ["of names with dots and slashes", "workflow: a/b_c.d-2", "a/b_c.d-2"],
  ["as a list item, in code marks", "- Workflow: `review-1`", "review-1"],
  ["not within a line", "The workflow: review-1", undefined],
  ["not with more behind it", "Workflow: review-1 and more", undefined],
  ["not without a name", "Workflow:\nreview-1", undefined],
])("a dispatch names its workflow %s", (_, prompt, expected) => {
  expect(texts.DISPATCH_LINE.exec(prompt)?.[1]).toBe(expected)
})
