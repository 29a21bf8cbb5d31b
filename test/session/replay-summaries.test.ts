import { describe, expect, it } from "vitest"
import type { Edit } from "../../src/session/edit.ts"
import { countMessages, forecastRequest } from "../../src/session/forecast.ts"
import { foldSteps } from "../../src/session/ledger/fold-steps.ts"
import { digestMessages, replayEdits } from "../../src/session/replay-edits.ts"
import { summarize } from "../../src/session/summary/summarize.ts"
import type { Message, Transcript } from "../../src/session/transcript.ts"
import { createTranscript, fileLines, text, user } from "../builders/transcript.ts"
import type { MessageDraft } from "../builders/transcript.ts"
import { scene, standing, step, summaryOf } from "./summary/scene.ts"

const messages = [
  user(text("Go")),
  ...["a", "b", "c", "d"].map((name) => step(name)),
  { ...step("e"), usage: { prompt: 5_000, output: 10 } },
]
const input = scene(messages)
const { meter } = input
const { transcript } = input.draft

const find = (id: string, { messages: all } = transcript): Message => {
  const found = all.find((message) => message.id === id)
  if (!found) throw new Error(`No message ${id}`)
  return found
}

/** A summary as a process that saw nothing else would have journaled it. */
const summary = (ids: readonly string[], more: Partial<Edit> = {}): Edit => ({
  target: { message: ids.at(-1) ?? "", part: "", field: "message", also: ids.slice(0, -1) },
  source: digestMessages(
    ids.map((id) => find(id)),
    meter,
  ),
  replacement: { kind: "text", text: `Of ${ids.join(", ")}.` },
  stage: "stage_c_llm",
  reason: "summarized",
  before: 900,
  after: 9,
  at: "m06",
  ...more,
})
const line = (id: string): Edit => {
  const { target: _target, ...rest } = summary([id])
  return { ...rest, target: { message: id, part: "", field: "message" }, reason: "folded-step" }
}
const output = fileLines("a", 20).join("\n")
const note: Edit = {
  ...summary(["m02"]),
  target: { message: "m02", part: "m02p1", field: "output" },
  source: meter.measure(output).digest,
  replacement: { kind: "text", text: "A note of the output." },
  stage: "stage_b_prompt",
  reason: "old-output",
  before: meter.measure(output).tokens,
  after: meter.measure("A note of the output.").tokens,
}

const replay = (edits: readonly Edit[], of: Transcript = transcript) => {
  const { view, stale, absent } = replayEdits({ transcript: of, edits, meter })
  const stands = standing({ ...input.draft, view })
  return { stands, stale: stale.length, absent: absent.length }
}
const nothing = { stands: {}, stale: 0, absent: 0 }
const two = summary(["m02", "m03"])
const four = summary(["m02", "m03", "m04", "m05"])
const twoStand = { m02: "", m03: "Of m02, m03." }
const fourStand = { m02: "", m03: "", m04: "", m05: "Of m02, m03, m04, m05." }

const changed = createTranscript(
  ...messages.map((message, index): MessageDraft => (index === 2 ? step("other") : message)),
)

describe("a summary that is replayed", () => {
  it.each<[string, ReturnType<typeof replay>, ReturnType<typeof replay>]>([
    ["takes the place of its steps", replay([two]), { ...nothing, stands: twoStand }],
    [
      "takes the place of their lines",
      replay([line("m02"), two]),
      { ...nothing, stands: twoStand },
    ],
    [
      "takes the place of what their parts became",
      replay([note, two]),
      { ...nothing, stands: twoStand },
    ],
    [
      "takes the place of an earlier one among its steps",
      replay([two, four]),
      { ...nothing, stands: fourStand },
    ],
    [
      "takes the place of several",
      replay([two, summary(["m04", "m05"]), four]),
      { ...nothing, stands: fourStand },
    ],
    [
      "stays where an earlier, smaller one follows",
      replay([four, two]),
      { ...nothing, stands: fourStand },
    ],
    ["stays where a line follows", replay([two, line("m02")]), { ...nothing, stands: twoStand }],
    [
      "stays where an edit of a part follows",
      replay([two, note]),
      { ...nothing, stands: twoStand },
    ],
    [
      "stays where another process has summarized the same",
      replay([two, summary(["m02", "m03"], { replacement: { kind: "text", text: "Other." } })]),
      { ...nothing, stands: twoStand },
    ],
    [
      "stays where another process has summarized some of it with more",
      replay([two, summary(["m03", "m04", "m05"])]),
      { ...nothing, stands: twoStand },
    ],
    [
      "stands beside one of other steps",
      replay([two, summary(["m04", "m05"])]),
      { ...nothing, stands: { ...twoStand, m04: "", m05: "Of m04, m05." } },
    ],
    [
      "is void where one of its messages is gone, and comes back with it",
      replay([four], {
        ...transcript,
        messages: transcript.messages.filter(({ id }) => id !== "m03"),
      }),
      { ...nothing, absent: 1 },
    ],
    [
      "is void where one of its messages has changed",
      replay([four], changed),
      { ...nothing, stale: 1 },
    ],
    [
      "is void where its request was undone",
      replay([summary(["m02", "m03"], { at: "m09" })]),
      nothing,
    ],
    [
      "leaves the earlier one where it is void itself",
      replay([two, summary(["m02", "m03", "m04"], { source: "0" })]),
      { ...nothing, stands: twoStand, stale: 1 },
    ],
    [
      "is void but no surprise where the host has cleared one of its results",
      replay([four], {
        ...transcript,
        messages: transcript.messages.map((message) =>
          message.id === "m03"
            ? {
                ...message,
                parts: message.parts.map((part) =>
                  part.kind === "tool" ? { ...part, output: "[cleared]", clearedAt: 5 } : part,
                ),
              }
            : message,
        ),
      }),
      nothing,
    ],
  ])("%s", (_, replayed, expected) => {
    expect(replayed).toEqual(expected)
  })
})

const counted = (view: Parameters<typeof standing>[0]["view"]): number =>
  countMessages({ messages: transcript.messages, view, meter })

describe("what summaries save in a row", () => {
  /** What the framing of calls is counted for beyond what a fold claims to save, tokens a step. */
  const FRAMING = 18

  it.each<[string, readonly Edit[]]>([
    ["one summary", [four]],
    ["a note, then a summary", [note, four]],
    ["lines, then a summary", [line("m02"), line("m05"), four]],
    ["a summary, then a wider one", [two, four]],
    ["two summaries, then one of both", [two, summary(["m04", "m05"]), four]],
    ["two of the same by two processes", [four, summary(["m02", "m03"]), four]],
  ])("is what went in all: %s", (_, edits) => {
    const { view, applied } = replayEdits({ transcript, edits, meter })
    const saved = applied.reduce((sum, edit) => sum + edit.before - edit.after, 0)
    expect(counted(new Map()) - counted(view)).toBe(saved + 4 * FRAMING)
  })

  it.each<[string, readonly Edit[]]>([
    ["both since the answer", [two, four]],
    ["the second since the answer", [{ ...two, at: "m05" }, four]],
  ])("is in the forecast, %s", (_, edits) => {
    const { view } = replayEdits({ transcript, edits, meter })
    const message = find("m06")
    const before = replayEdits({
      transcript,
      edits: edits.filter(({ at }) => at === "m05"),
      meter,
    }).view
    const old = transcript.messages.slice(0, 5)
    const [then, now] = [before, view].map((one) =>
      countMessages({ messages: old, view: one, meter }),
    )
    const forecast = forecastRequest({
      transcript,
      view,
      anchor: {
        message,
        index: 5,
        counted: then ?? Number.NaN,
        isProven: true,
        isWorthless: false,
        hidden: 0,
        returning: 0,
      },
      meter,
      factor: 1,
      overhead: 0,
      system: 0,
    })
    const grown = (now ?? Number.NaN) - (then ?? Number.NaN)
    expect(forecast.tokens).toBe(Math.ceil(5_000 + 1.01 * meter.message(message) + grown))
  })

  it("is the same replayed as it was decided", () => {
    const folded = foldSteps({
      ...input,
      draft: summarize({ ...input, prepared: [summaryOf(input, ["m02", "m03"])] }),
    })
    const ids = ["m02", "m03", "m04", "m05"]
    const draft = summarize({ ...input, draft: folded, prepared: [summaryOf(input, ids)] })
    expect(draft.fresh.map(({ reason }) => reason)).toEqual([
      "summarized",
      "folded-step",
      "folded-step",
      "summarized",
    ])
    const { view, applied, stale } = replayEdits({ transcript, edits: draft.fresh, meter })
    expect({ applied, stale, stands: standing({ ...draft, view }) }).toEqual({
      applied: draft.fresh,
      stale: [],
      stands: standing(draft),
    })
  })
})
