import { describe, expect, it } from "vitest"
import type { Edit } from "../../src/session/edit.ts"
import { growthSample } from "../../src/session/learn-from-usage.ts"
import type { GrowthInput } from "../../src/session/learn-from-usage.ts"
import type { Transcript } from "../../src/session/transcript.ts"
import { createTestMeter } from "../builders/meter.ts"
import { assistant, createTranscript, text, user } from "../builders/transcript.ts"
import type { MessageDraft } from "../builders/transcript.ts"

const words = (tokens: number) => text("word".repeat(tokens))
const answered = (prompt: number, more: Partial<MessageDraft> = {}): MessageDraft => ({
  ...assistant(words(50)),
  usage: { prompt, output: 50 },
  ...more,
})

const sampleOf = (transcript: Transcript, more: Partial<GrowthInput> = {}) => {
  const index = transcript.messages.length - 1
  const message = transcript.messages[index]
  if (!message) throw new Error("No message")
  return growthSample({
    transcript,
    anchor: { message, index },
    view: new Map(),
    edits: [],
    inserts: [],
    meter: createTestMeter(),
    ...more,
  })
}

const edit = (message: string, at: string): Edit => ({
  target: { message, part: `${message}p1`, field: "text" },
  source: "0",
  replacement: { kind: "drop" },
  stage: "stage_a_prune",
  reason: "old-reasoning",
  before: 10,
  after: 0,
  at,
})

const session = createTranscript(user(words(9)), answered(1_000), user(words(100)), answered(1_200))

describe("what an answer teaches", () => {
  it("is the reported growth beside the counted one", () => {
    expect(sampleOf(session)).toEqual({ reported: 200, counted: 158 })
  })

  it.each<[string, Partial<GrowthInput>]>([
    ["an edit of the request before", { edits: [edit("m01", "m01")] }],
    ["an edit of what came in between", { edits: [edit("m03", "m03")] }],
  ])("is not spoilt by %s", (_, more) => {
    expect(sampleOf(session, more)).toEqual({ reported: 200, counted: 158 })
  })

  it("is nothing where earlier content changed in between", () => {
    expect(sampleOf(session, { edits: [edit("m01", "m03")] })).toBeUndefined()
  })

  it.each<[string, readonly MessageDraft[]]>([
    ["the first answer", [user(words(9)), answered(1_000)]],
    ["an answer behind a summary", [answered(900, { summary: true }), answered(1_000)]],
    ["an answer behind one without usage", [assistant(words(5)), answered(1_000)]],
    [
      "an answer of another model",
      [answered(900, { model: { providerID: "p", modelID: "m" } }), answered(1_000)],
    ],
  ])("is nothing for %s", (_, messages) => {
    expect(sampleOf(createTranscript(...messages))).toBeUndefined()
  })
})
