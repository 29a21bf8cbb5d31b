import os from "node:os"
import { describe, expect, it } from "vitest"
import type { DispatchRecord } from "../../src/dispatch/run/dispatch-record.ts"
import { runBlock } from "../../src/host/run-block.ts"
import type { Edit } from "../../src/session/edit.ts"
import {
  answer,
  implementerResult,
  prompted,
  reviewerResult,
  sent,
  wave,
} from "../builders/dispatch-records.ts"
import { createTestRuntime } from "../builders/runtime.ts"
import { assistant, call, createTranscript, text, user } from "../builders/transcript.ts"

/** Its second message has the part m02p1, a result. */
const transcript = createTranscript(user(text("Go")), assistant(call("task", {})), user(text("On")))
const shown: Parameters<typeof runBlock>[2] = { transcript, edits: [] }
const edit = (target: Edit["target"]): Edit => ({
  target,
  source: "s",
  replacement: { kind: "text", text: "…" },
  stage: "stage_b_prompt",
  reason: "shorten-recent",
  before: 9,
  after: 1,
  at: "m03",
})
const done = [sent("m02p1"), answer("m02p1", { result: implementerResult() })]

const blockOf = (records: readonly DispatchRecord[], given: Partial<typeof shown> = {}): string => {
  const runtime = createTestRuntime({})
  const session = runtime.sessions.get("ses_1")
  session.dispatches.append(records)
  return runBlock(runtime, session, { ...shown, ...given })
}
const told = /^<dispatches>\n[^]*dispatch_reviewer[^]*\n<\/dispatches>$/

const { like: _like, ...free } = sent("gone", { task: "" })

describe("a request says where the run stands", () => {
  it.each<[string, Edit["target"]]>([
    ["was replaced", { message: "m02", part: "m02p1", field: "output" }],
    ["was folded with its step", { message: "m02", part: "", field: "message" }],
    ["was folded among others", { message: "m03", part: "", field: "message", also: ["m02"] }],
  ])("where the last result %s", (_, target) => {
    expect(blockOf(done, { edits: [edit(target)] })).toMatch(told)
  })

  it("where the last result is in no message any more", () => {
    expect(blockOf([sent("gone"), answer("gone", { result: implementerResult() })])).toMatch(told)
  })

  it("where the last sub-agent died, though its result is shown", () => {
    expect(
      blockOf([sent("m02p1"), answer("m02p1", { code: "dispatch_execution_failed" })]),
    ).toMatch(/retry_implementer/)
  })

  it("where the process that waited for one was killed", () => {
    const killed = sent("b", { pid: 2 ** 30, host: os.hostname(), task: "8" })
    expect(blockOf([killed, ...done])).toMatch(/Interrupted/)
  })

  it("where every declared task is approved", () => {
    const records = [
      wave(1, { tasks: ["7"] }),
      ...done,
      sent("gone", { like: "reviewer" }),
      answer("gone", { result: reviewerResult() }),
    ]
    expect(blockOf(records)).toMatch(/spec_completed|approved/)
  })
})

describe("a request says nothing of the run", () => {
  it.each<[string, readonly DispatchRecord[], Partial<typeof shown>]>([
    ["where the last result shows", done, {}],
    [
      "where another field of it was replaced",
      done,
      { edits: [edit({ message: "m02", part: "m02p1", field: "input" })] },
    ],
    [
      "where another part was replaced",
      done,
      { edits: [edit({ message: "m02", part: "m02p2", field: "output" })] },
    ],
    [
      "where another step was folded",
      done,
      { edits: [edit({ message: "m03", part: "", field: "message" })] },
    ],
    ["where nothing was dispatched to a role", [free], {}],
    [
      "where the only dispatch was refused",
      [sent("gone", { code: "dispatch_budget_invalid" })],
      {},
    ],
    [
      "where its task is done and none was declared",
      [...done, sent("gone", { like: "reviewer" }), answer("gone", { result: reviewerResult() })],
      {},
    ],
    [
      "where the user has asked for two other things since",
      [sent("gone"), answer("gone", { result: implementerResult() }), prompted, prompted],
      {},
    ],
    [
      "where it was taken back",
      [
        sent("gone", { message: "m9" }),
        answer("gone", { result: implementerResult() }),
        { type: "dispatch-undone", at: 1, message: "m9" },
      ],
      {},
    ],
  ])("%s", (_, records, given) => {
    expect(blockOf(records, given)).toBe("")
  })

  it("after one more prompt it still does", () => {
    expect(
      blockOf([sent("gone"), answer("gone", { result: implementerResult() }), prompted]),
    ).toMatch(told)
  })
})
