import { describe, expect, it } from "vitest"
import { DENSE_VERSION } from "../../src/session/dense.ts"
import type { Edit } from "../../src/session/edit.ts"
import { countPayloads } from "../../src/session/count-payloads.ts"
import { replayEdits } from "../../src/session/replay-edits.ts"
import type { Replayed } from "../../src/session/replay-edits.ts"
import { createTestMeter } from "../builders/meter.ts"
import { assistant, call, createTranscript, text, user } from "../builders/transcript.ts"
import type { CallOptions } from "../builders/transcript.ts"

const output = "alpha  \nbeta  \ngamma  "
const sessionWith = (options: CallOptions = {}) =>
  createTranscript(
    user(text("Go")),
    assistant(call("bash", { command: "ls" }, { output, ...options })),
    user(text("Go on")),
  )
const session = sessionWith()
const meter = createTestMeter()
const digestOf = (content: string): string => meter.measure(content).digest

const edit = (replacement: Edit["replacement"], more: Partial<Edit> = {}): Edit => ({
  target: { message: "m02", part: "m02p1", field: "output" },
  source: digestOf(output),
  replacement,
  stage: "stage_a_prune",
  reason: "dense",
  before: 30,
  after: 9,
  at: "m03",
  ...more,
})
const note = edit({ kind: "text", text: "note" })
const other = edit({ kind: "text", text: "another note" })
const denser = edit({ kind: "dense", version: DENSE_VERSION })
const behindDense = edit({ kind: "text", text: "note" }, { source: digestOf("alpha\nbeta\ngamma") })
const input = edit(
  { kind: "input", input: { command: "short" } },
  {
    target: { message: "m02", part: "m02p1", field: "input" },
    source: digestOf('{"command":"ls"}'),
  },
)

const replay = (edits: readonly Edit[], transcript = session): Replayed =>
  replayEdits({ transcript, edits, meter })

interface Outcome {
  readonly stands: Readonly<Record<string, unknown>>
  readonly applied: number
  readonly stale: number
  readonly absent: number
}

/** What stands where, and how many edits hold, are stale and are absent. */
const outcome = ({ view, applied, stale, absent }: Replayed): Outcome => ({
  stands: Object.fromEntries(
    [...view].map(([key, { content }]) => [key.slice(key.indexOf("/") + 1), content]),
  ),
  applied: applied.length,
  stale: stale.length,
  absent: absent.length,
})
const nothing: Outcome = { stands: {}, applied: 0, stale: 0, absent: 0 }
const noted = { "m02p1/output": { kind: "text", text: "note" } }

describe("replayed edits", () => {
  it.each<[string, Replayed, Outcome]>([
    ["stand where they were made", replay([note]), { ...nothing, stands: noted, applied: 1 }],
    [
      "render the dense form again",
      replay([denser]),
      {
        ...nothing,
        stands: { "m02p1/output": { kind: "text", text: "alpha\nbeta\ngamma" } },
        applied: 1,
      },
    ],
    [
      "build on each other",
      replay([denser, behindDense]),
      { ...nothing, stands: noted, applied: 2 },
    ],
    [
      "of two that contradict each other, the first holds",
      replay([note, other]),
      { ...nothing, stands: noted, applied: 1 },
    ],
    [
      "replace inputs beside outputs",
      replay([input, note]),
      {
        ...nothing,
        stands: { ...noted, "m02p1/input": { kind: "input", input: { command: "short" } } },
        applied: 2,
      },
    ],
    [
      "drop what they replace with nothing",
      replay([edit({ kind: "drop" })]),
      { ...nothing, stands: { "m02p1/output": { kind: "drop" } }, applied: 1 },
    ],
    [
      "are void where the content changed",
      replay([note], sessionWith({ output: "else" })),
      { ...nothing, stale: 1 },
    ],
    [
      "are void but no surprise where the host cleared the content",
      replay([note], sessionWith({ output: "[cleared]", clearedAt: 5 })),
      nothing,
    ],
    [
      "are void where an earlier link of a chain is missing",
      replay([behindDense]),
      { ...nothing, stale: 1 },
    ],
    [
      "are void in a later version of the dense form",
      replay([edit({ kind: "dense", version: DENSE_VERSION + 1 })]),
      { ...nothing, stale: 1 },
    ],
    [
      "are absent where their message is gone",
      replay([edit({ kind: "drop" }, { target: { ...note.target, message: "m99" } })]),
      { ...nothing, absent: 1 },
    ],
    [
      "are void where their request was undone",
      replay([edit({ kind: "drop" }, { at: "m04" })]),
      nothing,
    ],
  ])("%s", (_, replayed, expected) => {
    expect(outcome(replayed)).toEqual(expected)
  })

  it("hold in a part of the history whose whole still has their request", () => {
    const replayed = replayEdits({
      transcript: session,
      edits: [edit({ kind: "text", text: "note" }, { at: "m07" })],
      meter,
      history: new Set(["m01", "m02", "m07"]),
    })
    expect(outcome(replayed)).toEqual({ ...nothing, stands: noted, applied: 1 })
  })

  it("cost nothing without edits", () => {
    expect(replay([])).toEqual({ view: new Map(), applied: [], stale: [], absent: [] })
  })
})

describe("a folded step", () => {
  const fold = (transcript: typeof session): Edit => ({
    ...note,
    target: { message: "m02", part: "", field: "message" },
    source: transcript.messages.map((message) => meter.messageDigest(message))[1] ?? "",
    stage: "stage_c_fallback",
    reason: "folded-step",
  })
  const replayed = (transcript: typeof session, edits: readonly Edit[]) => {
    const { view, stale, absent } = replayEdits({ transcript, edits, meter })
    return { view: [...view.keys()], stale: stale.length, absent: absent.length }
  }

  it.each<[string, readonly Edit[], ReturnType<typeof replayed>]>([
    ["is folded again", [fold(session)], { view: ["m02//message"], stale: 0, absent: 0 }],
    [
      "is folded whatever its parts became before",
      [note, fold(session)],
      { view: ["m02/m02p1/output", "m02//message"], stale: 0, absent: 0 },
    ],
    [
      "is not where it has other content",
      [fold(sessionWith({ output: "other" }))],
      { view: [], stale: 1, absent: 0 },
    ],
    [
      "is not where it is gone",
      [{ ...fold(session), target: { message: "m09", part: "", field: "message" } }],
      { view: [], stale: 0, absent: 1 },
    ],
  ])("%s", (_, edits, expected) => {
    expect(replayed(session, edits)).toEqual(expected)
  })

  it("is counted once where another process edited its parts as well", () => {
    const dear = { ...fold(session), before: 5_000 }
    const applied = [
      [note, dear],
      [dear, note],
    ].map((edits) => replayEdits({ transcript: session, edits, meter }).applied)
    const [message] = session.messages.slice(1)
    const whole = countPayloads({ message: message ?? missingMessage(), view: new Map(), meter })
    expect(applied.map((edits) => edits.map(({ reason, before }) => [reason, before]))).toEqual([
      [
        ["dense", note.before],
        ["folded-step", whole - meter.measure(output).tokens + note.after],
      ],
      [["folded-step", whole]],
    ])
  })
})

const missingMessage = (): never => {
  throw new Error("No message")
}
