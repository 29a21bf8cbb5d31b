import { describe, expect, it } from "vitest"
import { deltaPacket } from "../../src/dispatch/run/delta-packet.ts"
import type { DispatchRecord } from "../../src/dispatch/run/dispatch-record.ts"
import { foldRun } from "../../src/dispatch/run/fold-run.ts"
import { nextTaskID, statedTaskID } from "../../src/dispatch/run/next-task-id.ts"
import { renderResult, renderRun } from "../../src/dispatch/run/run-text.ts"
import { digest } from "../../src/host/digest.ts"
import {
  answer,
  changesWanted,
  implementerResult,
  reviewerResult,
  rounds,
  sent,
  started,
  wave as waveOf,
} from "../builders/dispatch-records.ts"

const fold = (...records: readonly DispatchRecord[]) =>
  foldRun(records, {
    stalledThreshold: 2,
    reviewLoopThreshold: 2,
    digest,
    isAlive: ({ pid }) => pid === 1,
  })
const completed = implementerResult()
const approved = reviewerResult()
const failed = implementerResult({
  status: "failed",
  tests: [{ command: "npm test", passed: false, failures: ["empty input"] }],
})

describe("the task of a new dispatch", () => {
  const wave = waveOf(2, { tasks: ["7", "8"] })
  const halted = rounds(changesWanted(), changesWanted())
  const terminal = ["a", "b"].flatMap((one) => [sent(one), answer(one, { code: "schema_invalid" })])
  it.each<[string, string, Parameters<typeof nextTaskID>]>([
    ["is what its prompt says", "9", [fold(...rounds(completed)), { stated: " 9 " }]],
    ["is the open one", "7", [fold(...rounds(completed))]],
    ["is the open one for its review", "7", [fold(...rounds(completed)), { like: "reviewer" }]],
    [
      "is a new one for an implementer while the open one waits for its review",
      "task-2",
      [fold(...rounds(completed)), { like: "implementer" }],
    ],
    ["is a new one where none is open", "task-2", [fold(...rounds(approved))]],
    ["is the first where there is none", "task-1", [fold()]],
    ["is not one that exists", "task-3", [fold(...rounds(reviewerResult({ task_id: "task-2" })))]],
    ["is the next that was declared", "8", [fold(wave, ...rounds(approved))]],
    ["is none that was halted", "task-2", [fold(...halted)]],
    ["is none that was halted for its answers", "task-2", [fold(...terminal)]],
    [
      "is an older open one where the last was halted",
      "8",
      [fold(sent("x", { task: "8" }), ...halted)],
    ],
    ["is a halted one that its prompt names", "7", [fold(...halted), { stated: "7" }]],
    ["is a halted one that was taken up again", "7", [fold(...halted, sent("c"))]],
    ["has no more than one space in a row", "Fix it", [fold(), { stated: "\nFix \t it " }]],
    [
      "is declared with no more than one space in a row",
      "Fix the parser",
      [fold(waveOf(2, { tasks: [" \n", "Fix  the\nparser "] }))],
    ],
    ["is none that a sub-agent works on", "task-2", [fold(sent("a")), { busy: ["7"] }]],
    ["is none that is about to be worked on", "8", [fold(wave), { busy: ["7"] }]],
  ])("%s", (_, expected, input) => {
    expect(nextTaskID(...input)).toBe(expected)
  })

  it.each<[string, string | undefined]>([
    ["Task ID: 2.1", "2.1"],
    ["Do it.\n- **Task ID:** parser-7.", "parser-7"],
    ["task_id: `T/12` (the parser)", "T/12"],
    ['  "task_id": "7",\r\n', "7"],
    ["## Task-ID: größe", "größe"],
    ["task id = 3", "3"],
    ["Task: mend the parser", undefined],
    ["The task id: 3 is wrong", undefined],
    ["task_id: <the id>", undefined],
    [`task_id: ${"7".repeat(81)}`, undefined],
    [`${" ".repeat(200_000)}task id${" ".repeat(200_000)}`, undefined],
  ])("is read from %j", (prompt, expected) => {
    expect(statedTaskID(prompt)).toBe(expected)
  })

  const known = ["Write parser", "Write", "Fix it.", "T(1)"]
  it.each<[string, string | undefined]>([
    ["Task ID: Write parser", "Write parser"],
    ["**Task ID:** Write  parser \r\nGo on.", "Write parser"],
    ["- **Task ID: Write parser**", "Write parser"],
    ['  "task_id": "Write parser",', "Write parser"],
    ["Task ID: `Write parser`.", "Write parser"],
    ["Task ID: Fix it.", "Fix it."],
    ["task_id: <id>\ntask_id: T(1)", "T(1)"],
    ["Task ID: write parser", "write"],
    ["Task ID: Write parser and tests", "Write"],
    ["Task ID: 7\nTask ID: Write parser", "7"],
    [`Task ID: ${"` ".repeat(200_000)}`, undefined],
  ])("is one of the known ones where %j names it", (prompt, expected) => {
    expect(statedTaskID(prompt, known)).toBe(expected)
  })
})

describe("what a sub-agent is told of earlier rounds", () => {
  it("is its task alone the first time", () => {
    expect(deltaPacket(fold(), "7")).toEqual({ task_id: "7" })
    expect(deltaPacket(fold(sent("a")), "7")).toEqual({ task_id: "7" })
  })

  it("is the review, the most important first", () => {
    const packet = deltaPacket(fold(...rounds(completed, changesWanted())), "7")
    expect(Object.entries(packet)).toEqual([
      ["task_id", "7"],
      ["ledger_required_fixes", ["Handle empty input"]],
      [
        "ledger_reviewer_issues",
        ["important src/parser.ts: Empty input throws -> Return an empty list"],
      ],
      ["ledger_reviewer_assessment", "needs_changes"],
      ["ledger_summary", "Mended the parser"],
      ["ledger_review_loop_same_issue_count", 1],
    ])
  })

  it("is what failed, and to try otherwise where nothing moves", () => {
    const blocked = implementerResult({ status: "blocked", summary: "No key" })
    expect(deltaPacket(fold(...rounds(blocked, failed)), "7")).toEqual({
      task_id: "7",
      ledger_summary: "Mended the parser",
      ledger_failure_evidence: ["npm test: empty input"],
      ledger_blockers: ["No key"],
      ledger_stalled_count: 2,
      ledger_stalled_flagged: true,
      ledger_replan_hint: "No progress over several attempts: take a different approach.",
    })
  })

  it("is to fix what was flagged where one attempt is enough to be stalled", () => {
    const run = foldRun(rounds(failed), {
      stalledThreshold: 1,
      reviewLoopThreshold: 2,
      digest,
      isAlive: () => true,
    })
    expect(deltaPacket(run, "7")).toMatchObject({
      ledger_replan_hint: "No progress so far: fix what was flagged before anything else.",
    })
  })
})

describe("the run as its orchestrator is told it", () => {
  it("is nothing where no mapped role was dispatched", () => {
    expect(renderRun(fold())).toBe("")
    expect(renderRun(fold(sent("a", { like: undefined, role: "explore", task: "" })))).toBe("")
  })

  it("says of each open task what comes next, what is waited for and what was interrupted", () => {
    const other = changesWanted({ task_id: "8" })
    const run = fold(
      ...rounds(failed, { ...failed, summary: "Tried\n[again]" }, other, { ...other }),
      sent("x", { task: "9", like: "reviewer" }),
      sent("y", { task: "10", pid: 2 }),
      started("y"),
      sent("z", { task: "11" }),
      answer("z", { result: approved }),
    )
    expect(renderRun(run)).toBe(`Dispatched tasks, from recorded results:
- 10: nextAction: retry_implementer (dispatch the implementer again)
- 9: waiting for reviewer
- 8: nextAction: halt_and_escalate (dispatch nothing more for this task; put it to the user), same changes asked for 2 times
- 7: nextAction: retry_implementer (dispatch the implementer again), no progress 2 times in a row. Last: Tried [again]
- done: 1
Interrupted: implementer of 10 gave no result and does not run any more. Dispatch it again; with task_id "ses_y" it goes on where it was.`)
  })

  it("stays short whatever the number of tasks", () => {
    const many = Array.from({ length: 40 }, (_, at) => sent(`c${at}`, { task: `t${at}` }))
    const lines = renderRun(fold(...many)).split("\n")
    expect([lines.length, lines.at(-1)]).toEqual([14, "- and 28 more"])
  })

  it("says what comes next where every task is done", () => {
    expect(renderRun(fold(...rounds(completed, approved))))
      .toBe(`Dispatched tasks, from recorded results:
- done: 1
nextAction: advance_to_next_task (this task is done; go on with the next)`)
  })

  it("is the evidence where everything declared is approved", () => {
    expect(renderRun(fold(waveOf(1, { tasks: ["7"] }), ...rounds(completed, approved))))
      .toBe(`Every declared task is approved:
- 7: approved after 2 results. Mended the parser
Files changed: src/parser.ts
nextAction: spec_completed (every declared task is approved; report to the user)`)
  })
})

it("an answer gives the orchestrator the result alone, and what follows from it", () => {
  expect(renderResult({ result: completed, nextAction: "dispatch_reviewer", taskID: "7" })).toBe(
    `${JSON.stringify(completed)}\nnextAction: dispatch_reviewer (dispatch the reviewer of this task)`,
  )
})
