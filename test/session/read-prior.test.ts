import { describe, expect, it } from "vitest"
import type { Edit } from "../../src/session/edit.ts"
import { editKey } from "../../src/session/journal-state.ts"
import type { JournalState } from "../../src/session/journal-state.ts"
import { readPrior } from "../../src/session/read-prior.ts"
import { createTestMeter } from "../builders/meter.ts"
import { assistant, createTranscript, testModel, text, user } from "../builders/transcript.ts"
import { journalOf } from "../builders/sent-request.ts"
import type { MessageDraft } from "../builders/transcript.ts"

const words = (tokens: number) => text("word".repeat(tokens))
const answered = (prompt: number): MessageDraft => ({
  ...assistant(words(50)),
  usage: { prompt, output: 50 },
})
const transcript = createTranscript(
  user(words(900)),
  answered(1_000),
  user(words(100)),
  answered(1_200),
  user(words(9)),
)

const prior = (journal: Partial<JournalState> = {}) => {
  const { anchor, growth } = readPrior({
    transcript,
    model: testModel,
    journal: { ...journalOf(transcript), ...journal },
    meter: createTestMeter(),
  })
  return { anchor: anchor?.message.id, growth }
}
const lost: Edit = {
  target: { message: "m00", part: "m00p1", field: "output" },
  source: "",
  replacement: { kind: "text", text: "" },
  stage: "stage_a_prune",
  reason: "duplicate-output",
  before: 100,
  after: 10,
  at: "m01",
}
const growth = { reported: 200, counted: 158 }

describe("what earlier requests left", () => {
  it.each<[string, Partial<JournalState>, ReturnType<typeof prior>]>([
    ["is the newest answer and what it teaches", {}, { anchor: "m04", growth }],
    ["teaches nothing twice", { lastResponse: "m04" }, { anchor: "m04", growth: undefined }],
    [
      "is nothing where it was reported in the session this one was forked from",
      { forkedAt: "m04" },
      { anchor: undefined, growth: undefined },
    ],
    [
      "is an answer near what was expected",
      { sent: new Map([["m03", 2_400]]) },
      { anchor: "m04", growth },
    ],
    [
      "is nothing where the report is nothing like what was sent",
      { sent: new Map([["m03", 2_401]]) },
      { anchor: undefined, growth: undefined },
    ],
    [
      "is nothing while an edit that was in force has lost its target",
      { edits: [lost] },
      { anchor: undefined, growth: undefined },
    ],
    [
      "is the newest answer where that was known before it",
      { edits: [lost], voided: new Map([[editKey(lost.target, lost.at), "m03"]]) },
      { anchor: "m04", growth },
    ],
    [
      "is nothing where the journal does not know the request it answers",
      { sent: new Map([["m01", 1_000]]) },
      { anchor: undefined, growth: undefined },
    ],
  ])("%s", (_, journal, expected) => {
    expect(prior(journal)).toEqual(expected)
  })
})
