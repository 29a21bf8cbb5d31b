import { describe, expect, it } from "vitest"
import { CONTRACT_ERRORS } from "../../src/dispatch/run/contract.ts"
import type { DispatchRecord } from "../../src/dispatch/run/dispatch-record.ts"
import { foldRun } from "../../src/dispatch/run/fold-run.ts"
import { digest } from "../../src/host/digest.ts"
import {
  answer,
  changesWanted,
  implementerResult,
  reviewerResult,
  rounds,
  sent,
  wave,
} from "../builders/dispatch-records.ts"

const next = (records: readonly DispatchRecord[]) => {
  const { nextAction, status } = foldRun(records, {
    stalledThreshold: 2,
    reviewLoopThreshold: 2,
    digest,
    isAlive: () => true,
  })
  return [nextAction, status]
}

const completed = implementerResult()
const approved = reviewerResult()
const declared = (...tasks: readonly string[]) => wave(tasks.length, { tasks })
/** One answer after the other that cannot be used, of one role. */
const unusable = (
  codes: readonly (typeof CONTRACT_ERRORS)[number][],
  like: "implementer" | "reviewer" = "implementer",
): readonly DispatchRecord[] =>
  codes.flatMap((code, at) => [sent(`${like}-${at}`, { like }), answer(`${like}-${at}`, { code })])

describe("what comes next", () => {
  it.each<[string, readonly DispatchRecord[], readonly unknown[]]>([
    ["nothing dispatched", [], [undefined, undefined]],
    ["implementer dispatched", [sent("a")], ["dispatch_implementer", "running"]],
    ["reviewer dispatched", [sent("a", { like: "reviewer" })], ["dispatch_reviewer", "running"]],
    ["implementer completed", rounds(completed), ["dispatch_reviewer", "running"]],
    [
      "implementer blocked",
      rounds(implementerResult({ status: "blocked" })),
      ["retry_implementer_with_constraints", "blocked"],
    ],
    [
      "implementer failed",
      rounds(implementerResult({ status: "failed" })),
      ["retry_implementer", "failed"],
    ],
    ["reviewer approved", rounds(completed, approved), ["advance_to_next_task", "done"]],
    [
      "reviewer approved, one of two declared tasks",
      [declared("7", "8"), ...rounds(approved)],
      ["advance_to_next_task", "done"],
    ],
    [
      "reviewer approved the last declared task",
      [declared("7", "8"), ...rounds(reviewerResult({ task_id: "8" }), approved)],
      ["spec_completed", "done"],
    ],
    [
      "reviewer approved the tasks of the newest declaration",
      [declared("9"), declared("7"), wave(3), ...rounds(approved)],
      ["spec_completed", "done"],
    ],
    [
      "a declared task is taken up again",
      [declared("7"), ...rounds(approved, implementerResult({ status: "failed" }))],
      ["retry_implementer", "failed"],
    ],
    ["reviewer needs changes", rounds(changesWanted()), ["dispatch_implementer_fixes", "blocked"]],
    [
      "reviewer blocked",
      rounds(reviewerResult({ assessment: "blocked" })),
      ["halt_and_escalate", "failed"],
    ],
    [
      "reviewer needs the same changes twice",
      rounds(changesWanted(), completed, changesWanted()),
      ["halt_and_escalate", "blocked"],
    ],
    [
      "reviewer needs the same changes after an approval",
      rounds(changesWanted(), approved, changesWanted()),
      ["dispatch_implementer_fixes", "blocked"],
    ],
    [
      "an older task is open still",
      [...rounds(changesWanted()), ...rounds(reviewerResult({ task_id: "8" }))],
      ["dispatch_implementer_fixes", "blocked"],
    ],
    [
      "the implementer died",
      [sent("a"), answer("a", { code: "dispatch_execution_failed" })],
      ["retry_implementer", "failed"],
    ],
    [
      "the reviewer died",
      [
        ...rounds(completed),
        sent("r", { like: "reviewer" }),
        answer("r", { code: "dispatch_execution_failed" }),
      ],
      ["dispatch_reviewer", "running"],
    ],
    [
      "two answers in a row could not be used",
      unusable(["marker_missing", "schema_invalid"]),
      ["halt_schema_invalid_terminal", "failed"],
    ],
    [
      "an answer for another task came before one that could not be used",
      unusable(["run_task_mismatch", "schema_invalid"]),
      ["halt_schema_invalid_terminal", "failed"],
    ],
    [
      "two answers in a row were for another task",
      [...rounds(changesWanted()), ...unusable(["run_task_mismatch", "run_task_mismatch"])],
      ["halt_schema_invalid_terminal", "failed"],
    ],
    [
      "an answer for another task came after one that could not be used",
      unusable(["schema_invalid", "run_task_mismatch"]),
      ["halt_schema_invalid_terminal", "failed"],
    ],
    [
      "an answer after the halt could not be used",
      unusable(["marker_missing", "schema_invalid", "marker_missing"]),
      ["retry_once_schema_invalid", "failed"],
    ],
    [
      "another role's answer after the halt could not be used",
      [
        ...unusable(["marker_missing"], "reviewer"),
        ...unusable(["marker_missing", "schema_invalid"]),
        sent("z", { like: "reviewer" }),
        answer("z", { code: "marker_missing" }),
      ],
      ["retry_once_schema_invalid", "failed"],
    ],
    [
      "both answers after the halt could not be used",
      unusable(["marker_missing", "schema_invalid", "marker_missing", "run_task_mismatch"]),
      ["halt_schema_invalid_terminal", "failed"],
    ],
    [
      "each role's first answer could not be used",
      [...unusable(["marker_missing"]), ...unusable(["marker_missing"], "reviewer")],
      ["retry_once_schema_invalid", "failed"],
    ],
    [
      "another role's valid answer lies between two that could not be used",
      [
        ...unusable(["marker_missing"]),
        ...rounds(changesWanted()),
        sent("z"),
        answer("z", { code: "marker_missing" }),
      ],
      ["halt_schema_invalid_terminal", "failed"],
    ],
    [
      "a valid answer lies between two that could not be used",
      [
        ...unusable(["marker_missing"]),
        ...rounds(completed),
        sent("z"),
        answer("z", { code: "marker_missing" }),
      ],
      ["retry_once_schema_invalid", "failed"],
    ],
    [
      "an answer for another task",
      [...rounds(changesWanted()), sent("z"), answer("z", { code: "run_task_mismatch" })],
      ["dispatch_implementer_fixes", "running"],
    ],
  ])("is decided when: %s", (_, records, expected) => {
    expect(next(records)).toEqual(expected)
  })

  it.each(CONTRACT_ERRORS.filter((code) => code !== "run_task_mismatch"))(
    "is one more attempt after a first %s",
    (code) => {
      expect(next(unusable([code]))).toEqual(["retry_once_schema_invalid", "failed"])
    },
  )
})
