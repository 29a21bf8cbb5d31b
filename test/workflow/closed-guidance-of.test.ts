import { describe, expect, it } from "vitest"
import {
  closedGuidanceOf,
  closedLines,
  guidanceLines,
} from "../../src/workflow/closed-guidance-of.ts"
import type { WorkflowRecord } from "../../src/workflow/record.ts"
import { closedWorkflow, openCheckpoint, workflow } from "../builders/any-workflow.ts"

/** What is left, with what stands in the place of each request. */
const left = (records: readonly WorkflowRecord[]) => {
  const { requests, ...closed } = closedGuidanceOf(records) ?? { requests: [] }
  return { ...closed, requests: [...requests].map(([id, typed]) => [id, typed("The guidance")]) }
}
const rebasedFrom = (line: string) => ({
  before: {
    snapshot: { digest: "d0", text: "" },
    obligations: [line],
    omitted: 0,
    checkpoints: [],
  },
})
const all = {
  requests: [["m1", "/review mend the parser"]],
  skills: new Set(["review"]),
  lines: ["Always run the tests.", "Never push to main.", "The tests are green", "It is reviewed"],
}

describe("closed guidance", () => {
  it.each<[string, readonly WorkflowRecord[]]>([
    ["there are no workflows", []],
    ["all are active", [workflow()]],
  ])("is none where %s", (_, records) => {
    expect(closedGuidanceOf(records)).toBeUndefined()
  })

  it.each<[string, readonly WorkflowRecord[], typeof all]>([
    ["is what a completed workflow has left", [closedWorkflow()], all],
    ["is what a cancelled one has left", [closedWorkflow({ status: "cancelled" })], all],
    [
      "has no request of a workflow that no command invoked",
      [closedWorkflow({ invocation: { source: "skill", at: 1, message: "m1" } })],
      { ...all, requests: [] },
    ],
    [
      "has no request where its message is not known",
      [closedWorkflow({ invocation: { source: "command", at: 1 } })],
      { ...all, requests: [] },
    ],
    [
      "is without the lines and the skill that bind again",
      [
        closedWorkflow(),
        workflow({ id: "review-2", obligations: ["Never push to main."], checkpoints: [] }),
      ],
      {
        ...all,
        skills: new Set(),
        lines: all.lines.filter((line) => line !== "Never push to main."),
      },
    ],
    [
      "is without a line that stands in one that binds again",
      [
        closedWorkflow(),
        workflow({ id: "p-1", slug: "p", obligations: ["Never push to main. At all."] }),
      ],
      { ...all, lines: ["Always run the tests."] },
    ],
    [
      "has lines from before a rebase too",
      [closedWorkflow({ obligations: [], checkpoints: [], rebased: rebasedFrom("An old line.") })],
      { ...all, lines: ["An old line."] },
    ],
    [
      "is with lines that do not bind in what is active",
      [closedWorkflow(), workflow({ id: "p-1", slug: "p", obligations: [], checkpoints: [] })],
      all,
    ],
    [
      "is that of all that are over",
      [
        closedWorkflow(),
        closedWorkflow({
          id: "plan-1",
          slug: "plan",
          task: "",
          invocation: { source: "command", at: 1, message: "m4" },
          obligations: ["Never push to main.", "Write all of the plan down."],
          checkpoints: [],
        }),
      ],
      {
        requests: [
          ["m1", "/review mend the parser"],
          ["m4", "/plan"],
        ],
        skills: new Set(["review", "plan"]),
        lines: ["Write all of the plan down.", ...all.lines],
      },
    ],
  ])("%s", (_, records, expected) => {
    expect(left(records)).toEqual(expected)
  })
})

it("the lines of closed workflows are none where no workflow is closed", () => {
  expect(closedLines([workflow()])).toEqual([])
})

const lines = (obligations: readonly string[], labels: readonly string[] = []) =>
  guidanceLines([
    workflow({
      obligations,
      checkpoints: labels.map((label, index) => openCheckpoint(String(index), label)),
    }),
  ])

describe("lines by which guidance is known", () => {
  it.each<[string, readonly string[], readonly string[]]>([
    ["are none of none", lines([]), []],
    ["are no short ones", lines(["x".repeat(11)], ["y".repeat(12)]), ["y".repeat(12)]],
    ["are short ones that say much", lines(["不要推", "不要推送"]), ["不要推送"]],
    ["are short ones of both", lines(["x".repeat(8) + "é", "x".repeat(9) + "é"]), ["xxxxxxxxxé"]],
    ["are each told once", lines(["Never push it"], ["Never push it"]), ["Never push it"]],
    [
      "are the longer ones first",
      lines(["Never push it", "Never push it to main"]),
      ["Never push it to main", "Never push it"],
    ],
    ["are known by what is left of them", lines([`${"x".repeat(399)}…`]), ["x".repeat(399)]],
    ["are too short without the mark that they were cut", lines([`${"x".repeat(11)}…`]), []],
  ])("%s", (_, found, expected) => {
    expect(found).toEqual(expected)
  })
})
