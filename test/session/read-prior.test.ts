import { describe, expect, it } from "vitest"
import type { Edit } from "../../src/session/edit.ts"
import { editKey, emptyJournalState, foldRecord } from "../../src/session/journal-state.ts"
import type { JournalState } from "../../src/session/journal-state.ts"
import { readPrior } from "../../src/session/read-prior.ts"
import { createTestMeter } from "../builders/meter.ts"
import { assistant, createTranscript, testModel, text, user } from "../builders/transcript.ts"
import { sentRequest } from "../builders/sent-request.ts"
import type { MessageDraft } from "../builders/transcript.ts"

const words = (tokens: number) => text("word".repeat(tokens))
const answered = (prompt: number): MessageDraft => ({
  ...assistant(words(50)),
  usage: { prompt, output: 50 },
})
/** A session whose reports prove one another. */
const transcript = createTranscript(
  user(words(900)),
  answered(1_000),
  user(words(2_000)),
  answered(3_200),
  user(words(9)),
  answered(3_300),
  user(words(9)),
)
const journal = (records: readonly { at: string; counted: number }[] = requests): JournalState => {
  const state = emptyJournalState()
  for (const { at, counted } of records)
    foldRecord(state, sentRequest({ at, counted, forecast: counted }))
  return state
}
const requests = [
  { at: "m01", counted: 904 },
  { at: "m03", counted: 2_962 },
  { at: "m05", counted: 3_029 },
]

const prior = (more: Partial<JournalState> = {}, context?: number) => {
  const { anchor, growth, settled } = readPrior({
    transcript,
    model: testModel,
    context,
    journal: { ...journal(), ...more },
    meter: createTestMeter(),
  })
  return { anchor: anchor?.message.id, growth, settled: settled?.message.id }
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
const growth = { reported: 2_200, counted: 2_058 }
const whole = { anchor: "m06", growth, settled: "m04" }
const none = { anchor: undefined, growth: undefined, settled: undefined }

describe("what earlier requests left", () => {
  it.each<[string, ReturnType<typeof prior>, ReturnType<typeof prior>]>([
    ["is the newest answer, and what it bears out", prior(), whole],
    ["teaches nothing twice", prior({ lastResponse: "m06" }), { ...whole, growth: undefined }],
    [
      "is nothing where it was reported in the session this one was forked from",
      prior({ forkedAt: "m06" }),
      none,
    ],
    [
      "is nothing while an edit that was in force has lost its target",
      prior({ edits: [lost] }),
      none,
    ],
    [
      "is the newest answer where that was known before it",
      prior({ edits: [lost], voided: new Map([[editKey(lost.target, lost.at), "m05"]]) }),
      whole,
    ],
    ["is nothing where the journal does not know the requests", prior(journal([])), none],
    [
      "is the answer before where the newest is larger than the model's context",
      prior({}, 3_299),
      { ...none, anchor: "m04", settled: "m02" },
    ],
    ["is the newest answer where it is as large", prior({}, 3_300), whole],
    ["is the newest answer where the context is unknown", prior({}, 0), whole],
    [
      "is the answer before where the newest is less than half of what was counted",
      prior(journal([...requests.slice(0, 2), { at: "m05", counted: 6_601 }])),
      { ...none, anchor: "m04", settled: "m02" },
    ],
    [
      "teaches nothing where no report bears another one out",
      prior(journal(requests.slice(2))),
      { ...none, anchor: "m06" },
    ],
  ])("%s", (_, found, expected) => {
    expect(found).toEqual(expected)
  })
})
