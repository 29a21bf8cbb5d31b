import { describe, expect, it } from "vitest"
import type { DispatchRecord } from "../../src/dispatch/run/dispatch-record.ts"
import { foldRun } from "../../src/dispatch/run/fold-run.ts"
import { guideMode } from "../../src/dispatch/run/guide-mode.ts"
import { digest } from "../../src/host/digest.ts"
import {
  answer,
  changesWanted,
  implementerResult,
  reviewerResult,
  rounds,
  sent,
  started,
} from "../builders/dispatch-records.ts"

const fold = (records: readonly DispatchRecord[], alive: readonly number[] = [1]) =>
  foldRun(records, {
    stalledThreshold: 2,
    reviewLoopThreshold: 2,
    digest,
    isAlive: ({ pid }) => alive.includes(pid),
  })
const task = (records: readonly DispatchRecord[], alive?: readonly number[]) =>
  fold(records, alive).tasks.get("7")

const mode = (...records: readonly DispatchRecord[]) => guideMode(records, "implementer")

const completed = implementerResult()
const blocked = implementerResult({ status: "blocked", summary: "No key", files_changed: [] })

/** With a long blocker of its own and ten files. */
const stuck = (at: number) =>
  implementerResult({
    status: "blocked",
    follow_up_actions: [`${at}: ${"why ".repeat(900)}`],
    files_changed: Array.from({ length: 10 }, (_, file) => `src/${at}-${file}.ts`),
  })
const named = (...follow_up_actions: string[]) => ({ ...blocked, follow_up_actions })

describe("a task", () => {
  it("is new when it is dispatched for the first time", () => {
    expect(task([sent("a")])).toEqual({
      id: "7",
      nextAction: "dispatch_implementer",
      status: "running",
      planVersion: 1,
      summary: "",
      assessment: undefined,
      issues: [],
      requiredFixes: [],
      failureEvidence: [],
      blockers: [],
      filesChanged: [],
      stalled: { count: 0, flagged: false },
      reviewLoop: { count: 0, fingerprint: "", flagged: false },
      retries: 0,
    })
  })

  it("holds what its results say", () => {
    const second = implementerResult({
      summary: "Mended more",
      files_changed: ["src/parser.ts", "test/parser.ts"],
      tests: [
        { command: "npm test", passed: false, failures: ["empty input", "no end"] },
        { command: "npm run lint", passed: false },
        { command: "npm run build", passed: true },
      ],
    })
    const review = changesWanted()
    expect(task(rounds(completed, review, second))).toMatchObject({
      status: "running",
      planVersion: 4,
      summary: "Mended more",
      assessment: "needs_changes",
      issues: review.issues,
      requiredFixes: review.required_fixes,
      failureEvidence: ["npm test: empty input; no end", "npm run lint"],
      filesChanged: ["src/parser.ts", "test/parser.ts"],
    })
  })

  it("is stalled after two results without progress, until there is progress", () => {
    const failed = implementerResult({ status: "failed" })
    expect(task(rounds(blocked))?.stalled).toEqual({ count: 1, flagged: false })
    expect(task(rounds(blocked, failed))?.stalled).toEqual({ count: 2, flagged: true })
    expect(task(rounds(blocked, changesWanted()))?.stalled).toEqual({ count: 1, flagged: false })
    expect(task(rounds(blocked, failed, completed))?.stalled).toEqual({ count: 0, flagged: false })
    const stopped = reviewerResult({ assessment: "blocked" })
    expect(task(rounds(blocked, stopped))?.stalled).toEqual({ count: 2, flagged: true })
  })

  it("keeps each blocker once, until there is progress", () => {
    const more = { ...blocked, follow_up_actions: ["Ask for a key ", "No key"] }
    const stopped = reviewerResult({ assessment: "blocked", required_fixes: ["A design"] })
    expect(task(rounds(blocked, more, stopped))?.blockers).toEqual([
      "Ask for a key",
      "No key",
      "A design",
    ])
    expect(task(rounds(blocked, more, completed))?.blockers).toEqual([])
  })

  it("keeps the newest blockers and files alone, however many results it has", () => {
    const results = Array.from({ length: 60 }, (_, at) => stuck(at))
    const { blockers = [], filesChanged = [] } = task(rounds(...results)) ?? {}
    expect(blockers.map((one) => [one.slice(0, 4), one.length])).toEqual(
      [52, 53, 54, 55, 56, 57, 58, 59].map((at) => [`${at}: `, 400]),
    )
    expect([filesChanged.length, filesChanged[0], filesChanged.at(-1)]).toEqual([
      200,
      "src/40-0.ts",
      "src/59-9.ts",
    ])
    // One that is named again is new.
    expect(
      task(rounds(named("1", "2", "3", "4", "5", "6", "7", "8"), named("9", "1")))?.blockers,
    ).toEqual(["3", "4", "5", "6", "7", "8", "9", "1"])
  })

  it("is halted when a review asks for the same twice, whatever lies between and in which order", () => {
    const fixes = ["one", "two"]
    const first = changesWanted({ required_fixes: fixes })
    const again = changesWanted({ required_fixes: [" two", "one"] })
    const halted = task(rounds(first, completed, again))
    expect(halted).toMatchObject({ status: "blocked", nextAction: "halt_and_escalate" })
    expect(halted?.reviewLoop).toMatchObject({ count: 2, flagged: true })
    const other = task(rounds(first, changesWanted({ required_fixes: ["three"] })))
    expect(other).toMatchObject({ nextAction: "dispatch_implementer_fixes" })
    expect(other?.reviewLoop).toMatchObject({ count: 1, flagged: false })
  })

  it("is not changed by an answer for another task, which counts as a retry alone", () => {
    const before = task([...rounds(completed), sent("r", { like: "reviewer" })])
    const after = task([
      ...rounds(completed),
      sent("r", { like: "reviewer" }),
      answer("r", { code: "run_task_mismatch" }),
    ])
    expect(after).toEqual({ ...before, retries: 1 })
  })

  it("begins anew when it is dispatched after it was halted", () => {
    const halted = [
      ...rounds(completed),
      ...["a", "b"].flatMap((one) => [sent(one), answer(one, { code: "schema_invalid" })]),
    ]
    expect(task(halted)).toMatchObject({ nextAction: "halt_schema_invalid_terminal", retries: 2 })
    const again = [...halted, sent("c")]
    const anew = { nextAction: "dispatch_implementer", status: "running", retries: 0 }
    expect(task(again)).toEqual({ ...task(rounds(completed)), ...anew })
    expect(task([...again, answer("c", { code: "run_task_mismatch" })])).toEqual({
      ...task(again),
      retries: 1,
    })
    const looping = rounds(changesWanted(), changesWanted())
    expect(task([...looping, sent("c")])).toEqual({ ...task(looping), ...anew })
    const refused = sent("c", { code: "dispatch_prompt_overflow_terminal" })
    expect(task([...looping, refused])?.nextAction).toBe("halt_and_escalate")
  })

  it("is not changed by an agent that nobody mapped", () => {
    const records = rounds(completed)
    const foreign = [sent("x", { like: undefined, task: "" }), answer("x", { result: blocked })]
    expect(fold([...records, ...foreign])).toEqual(fold(records))
  })

  it("is blocked where its prompt did not fit, and does next what it did before", () => {
    const code = "dispatch_prompt_overflow_terminal"
    expect(task([sent("a", { code })])).toMatchObject({
      status: "blocked",
      nextAction: "dispatch_implementer",
    })
    const reviewed = rounds(completed, changesWanted())
    expect(task([...reviewed, sent("b", { code })])).toMatchObject({
      status: "blocked",
      nextAction: "dispatch_implementer_fixes",
    })
  })
})

describe("what is pending", () => {
  const entry = { at: 1_000, role: "implementer", like: "implementer", agent: "coder", task: "7" }

  it("is every dispatch without a result", () => {
    const records = [sent("a"), started("a"), sent("b"), answer("b", { result: completed })]
    expect(fold(records).pending).toEqual([
      { ...entry, call: "a", child: "ses_a", interrupted: false },
    ])
    expect(fold([sent("a", { code: "dispatch_budget_invalid" })]).pending).toEqual([])
  })

  it("is interrupted where its process is gone, and its task is dispatched again", () => {
    const run = fold([sent("a")], [])
    expect(run.pending).toEqual([{ ...entry, call: "a", child: undefined, interrupted: true }])
    expect(run).toMatchObject({ nextAction: "retry_implementer", status: "failed" })
    expect(fold([sent("a", { like: "reviewer" })], [])).toMatchObject({
      nextAction: "dispatch_reviewer",
      status: "running",
    })
  })

  it("is interrupted call by call, whatever else its process still does", () => {
    const records = [sent("a"), sent("b", { task: "8" })]
    const { pending } = foldRun(records, {
      stalledThreshold: 2,
      reviewLoopThreshold: 2,
      digest,
      isAlive: ({ pid, host, call }) => pid === 1 && host === "here" && call === "b",
    })
    expect(pending.map(({ call, interrupted }) => [call, interrupted])).toEqual([
      ["a", true],
      ["b", false],
    ])
  })

  it("is not waited for any more once it was dispatched again", () => {
    const records = [sent("a", { pid: 2 }), sent("b")]
    expect(fold(records).pending.map(({ call }) => call)).toEqual(["b"])
    expect(task(records)).toMatchObject({ status: "running", nextAction: "dispatch_implementer" })
  })
})

describe("a result belongs", () => {
  it("to the newest dispatch of its call that has none", () => {
    const records = [sent("a"), sent("a", { at: 1_100, task: "8" })]
    const one = [...records, answer("a", { result: completed })]
    expect(fold(one).pending.map(({ task: id }) => id)).toEqual(["7"])
    const two = [...one, answer("a", { at: 3_000, result: completed })]
    expect(fold(two).pending).toEqual([])
    expect(fold([...two, answer("a", { at: 4_000, result: blocked })])).toEqual(fold(two))
  })

  it("to the dispatch of its sub-agent where that is known", () => {
    const records = [sent("a"), started("a", "s1"), sent("a", { at: 1_100, task: "8" })]
    const both = [...records, started("a", "s2")]
    const first = [...both, answer("a", { child: "s1", result: completed })]
    expect(fold(first).pending.map(({ task: id }) => id)).toEqual(["8"])
    const copy = answer("a", { at: 3_000, child: "s1", result: completed })
    expect(fold([...first, copy])).toEqual(fold(first))
  })

  it("to nothing where nothing was dispatched", () => {
    expect(fold([answer("a", { result: completed }), started("a")])).toEqual(fold([]))
  })
})

describe("a role's guide", () => {
  it("goes out in full until a sub-agent that got it has started", () => {
    const full = sent("a", { guide: "full" })
    const refused = sent("b", { guide: "full", code: "dispatch_prompt_overflow_terminal" })
    expect([
      mode(),
      mode(full),
      mode(refused, started("b")),
      mode(sent("a", { guide: "compact" }), started("a")),
      mode({ ...full, role: "reviewer" }, started("a")),
      mode(full, started("a")),
    ]).toEqual(["full", "full", "full", "full", "full", "compact"])
  })
})

const changed = (...files_changed: string[]) => implementerResult({ files_changed })
const issue = (file: string) => ({
  severity: "critical" as const,
  file,
  message: "It fails",
  fix: "Mend it",
})

const foldIn = (records: readonly DispatchRecord[], directory: string) =>
  foldRun(records, {
    stalledThreshold: 2,
    reviewLoopThreshold: 2,
    directory,
    digest,
    isAlive: () => true,
  }).tasks.get("7")

describe("in a session on Windows", () => {
  const files = rounds(
    changed(String.raw`C:\p\src\a.ts`, "src/b.ts"),
    changed(String.raw`src\a.ts`, "c:/p/src/b.ts"),
  )
  const reviews = rounds(
    reviewerResult({ assessment: "needs_changes", issues: [issue(String.raw`src\a.ts`)] }),
    reviewerResult({ assessment: "needs_changes", issues: [issue("C:/p/src/a.ts")] }),
  )

  it("files of a task are named once, relative to the folder", () => {
    expect(foldIn(files, "C:\\p")?.filesChanged).toEqual(["src/a.ts", "src/b.ts"])
    expect(foldIn(files, "/p")?.filesChanged).toHaveLength(4)
  })

  it("a reviewer asks for the same of one file in two spellings", () => {
    expect(foldIn(reviews, "C:\\p")?.reviewLoop).toMatchObject({ count: 2, flagged: true })
    expect(foldIn(reviews, "/p")?.reviewLoop).toMatchObject({ count: 1, flagged: false })
  })
})
