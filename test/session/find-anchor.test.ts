import { describe, expect, it } from "vitest"
import type { Edit } from "../../src/session/edit.ts"
import { findAnchor } from "../../src/session/find-anchor.ts"
import type { AnchorInput } from "../../src/session/find-anchor.ts"
import type { Replayed } from "../../src/session/replay-edits.ts"
import type { Transcript } from "../../src/session/transcript.ts"
import { assistant, call, createTranscript, testModel, text, user } from "../builders/transcript.ts"
import type { CallOptions, MessageDraft } from "../builders/transcript.ts"
import { usageReport } from "../builders/usage-report.ts"

const answered = (prompt: number, more: Partial<MessageDraft> = {}): MessageDraft => ({
  ...assistant(text("So.")),
  usage: { prompt, output: 50 },
  ...more,
})
const session = createTranscript(user(text("Go")), answered(1_000), user(text("On")))
const nothing: Replayed = { view: new Map(), applied: [], stale: [], absent: [] }

/** Where the report of the newest answer is taken for true. */
const anchorOf = (transcript: Transcript, more: Partial<AnchorInput> = {}) => {
  const index = transcript.messages.findLastIndex(({ usage, summary }) => usage && !summary)
  const message = transcript.messages[index]
  const last = message && usageReport({ message, index, counted: 70 })
  return findAnchor({
    transcript,
    model: testModel,
    belief: last && {
      row: {
        first: last,
        last,
        before: undefined,
        settled: undefined,
        base: last,
        isProven: true,
      },
      isProven: true,
      isWorthless: false,
      hidden: 40,
      isRefuted: false,
    },
    replayed: nothing,
    isLostSince: () => true,
    ...more,
  })
}

const madeAt = (at: string): Edit => ({
  target: { message: "m01", part: "m01p1", field: "text" },
  source: "",
  replacement: { kind: "text", text: "word" },
  stage: "stage_a_prune",
  reason: "refused-message",
  before: 100,
  after: 1,
  at,
})
const stale = (at: string) => ({ replayed: { ...nothing, stale: [madeAt(at)] } })
const absent = (at: string) => ({ replayed: { ...nothing, absent: [madeAt(at)] } })
const withCall = (options: CallOptions) =>
  createTranscript(
    user(text("Go")),
    assistant(call("bash", {}, options)),
    answered(1_000),
    user(text("On")),
  )

describe("the anchor", () => {
  it("knows its answer, the count of its request and whether it is proven", () => {
    const [, message] = session.messages
    expect(anchorOf(session)).toEqual({
      message,
      index: 1,
      counted: 70,
      isProven: true,
      isWorthless: false,
      hidden: 40,
      returning: 0,
    })
  })

  it.each<[string, Transcript, Partial<AnchorInput>]>([
    ["where the host pruned before", withCall({ clearedAt: 1_500 }), {}],
    ["where a change was decided later", session, stale("m03")],
    [
      "where a loss was found before the answer",
      session,
      { ...stale("m01"), isLostSince: () => false },
    ],
    [
      "where the target of an edit is gone behind a summary",
      createTranscript(answered(900), answered(700, { summary: true }), answered(300), user()),
      absent("m01"),
    ],
  ])("stays %s", (_, transcript, more) => {
    expect(anchorOf(transcript, more)?.message.usage).toBeDefined()
  })

  it.each<[string, Transcript, Partial<AnchorInput>]>([
    ["where no report is true", session, { belief: undefined }],
    [
      "after a switch of the model",
      session,
      { model: { providerID: "scripted", modelID: "other" } },
    ],
    ["after the host pruned what was reported", withCall({ clearedAt: 9_000 }), {}],
    ["where content it was reported with has changed", session, stale("m01")],
    ["where the target of an edit it was reported with is gone", session, absent("m01")],
  ])("is none %s", (_, transcript, more) => {
    expect(anchorOf(transcript, more)).toBeUndefined()
  })
})
