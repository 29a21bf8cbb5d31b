import { describe, expect, it } from "vitest"
import { pendingCompaction, readCompactionRequest } from "../../src/host/compaction-request.ts"
import { decodeHistory } from "../../src/host/decode-history.ts"
import { newestSummary } from "../../src/host/newest-summary.ts"
import type { HostMessage } from "../../src/host/decode.ts"
import { asked, hostModel, prompted, stepped, summarizedAs } from "../builders/host-messages.ts"

const summary = (id: string, text = "All.", info: object = {}) =>
  summarizedAs(id, text, { parentID: "m2", ...info })
const go = prompted("m1", "Go")

describe("the newest summary", () => {
  it.each<[string, readonly HostMessage[], unknown]>([
    [
      "is known by its message, its request, its place and its text",
      [go, asked("m2"), summary("m3")],
      { message: "m3", request: "m2", index: 2, text: "All." },
    ],
    [
      "is the last of several",
      [summary("m3", "Old."), go, summary("m4", " New.\n"), go],
      { message: "m4", request: "m2", index: 2, text: "New." },
    ],
    [
      "is empty where the summarizer gave no text",
      [summary("m3", "")],
      { message: "m3", request: "m2", index: 0, text: "" },
    ],
    // The host counts it as one, and has forgotten what stood before it.
    [
      "is one that was cut off at its longest as well",
      [summary("m3", "Half", { finish: "length" })],
      { message: "m3", request: "m2", index: 0, text: "Half" },
    ],
    [
      "is the one before where the newest failed",
      [summary("m3"), summary("m4", "No.", { error: { name: "UnknownError" } })],
      { message: "m3", request: "m2", index: 0, text: "All." },
    ],
    [
      "is the one before where the newest is not finished",
      [summary("m3"), summary("m4", "So", { finish: undefined })],
      { message: "m3", request: "m2", index: 0, text: "All." },
    ],
    ["is no answer", [go, stepped("m2", { text: "Gone.", info: { finish: "stop" } })], undefined],
    [
      "is no prompt, which has a summary of another kind",
      [prompted("m1", "Go", { summary: true, finish: "stop" })],
      undefined,
    ],
    ["is none of nothing", [], undefined],
  ])("%s", (_, history, expected) => {
    expect(newestSummary(history)).toEqual(expected)
  })

  it("has all of its texts, and nothing else", () => {
    const message = summary("m3")
    const parts = [
      { type: "text", text: "One." },
      { type: "reasoning", text: "Hm." },
      { type: "text", text: 7 },
      { type: "text", text: "Two." },
    ]
    expect(newestSummary([{ ...message, parts }])?.text).toBe("One.\n\nTwo.")
  })
})

describe("a request for a compaction", () => {
  it.each<[string, object, object]>([
    ["by the host", {}, { auto: true, overflow: false, tailStart: undefined }],
    ["by hand", { auto: false }, { auto: false, overflow: false, tailStart: undefined }],
    [
      "behind an overflow, with a tail",
      { overflow: true, tail_start_id: "m1" },
      { auto: true, overflow: true, tailStart: "m1" },
    ],
    [
      "without a word of its own",
      { auto: 1, overflow: "yes", tail_start_id: 7 },
      { auto: false, overflow: false, tailStart: undefined },
    ],
  ])("is read as it is stored: %s", (_, overrides, expected) => {
    expect(readCompactionRequest(asked("m2", overrides))).toEqual({
      id: "m2",
      model: hostModel,
      ...expected,
    })
  })

  it("is no other message", () => {
    expect(readCompactionRequest(go)).toBeUndefined()
  })

  it.each<[string, readonly HostMessage[], string | undefined]>([
    ["is pending until a summary has come of it", [go, asked("m2")], "m2"],
    [
      "is pending though the user has written more",
      [go, asked("m2"), prompted("m3", "And on")],
      "m2",
    ],
    ["is pending where its summary failed", [asked("m2"), summary("m3", "", { error: {} })], "m2"],
    [
      "is pending where the newest summary is of another",
      [asked("m2"), summary("m3"), asked("m4")],
      "m4",
    ],
    ["is over when it has a summary", [asked("m2"), summary("m3"), go], undefined],
    [
      "is over when a newer one has a summary",
      [asked("m0"), asked("m2"), summary("m3")],
      undefined,
    ],
    ["is none where nobody has asked", [go], undefined],
  ])("%s", (_, history, id) => {
    expect(pendingCompaction(history)?.id).toBe(id)
  })
})

describe("a stored session, as it happened,", () => {
  const place = { sessionID: "ses_1", directory: "/here" }
  const ids = (history: readonly HostMessage[]): readonly string[] =>
    decodeHistory(history, place).messages.map(({ id }) => id)
  const spoken = { type: "text", text: "Go on, says the host.", synthetic: true }

  it.each<[string, readonly HostMessage[], readonly string[]]>([
    [
      "has prompts, answers and summaries",
      [go, stepped("m2", { text: "Gone." }), summary("m3")],
      ["m1", "m2", "m3"],
    ],
    [
      "has no summary that failed",
      [go, summary("m3", "No.", { error: { name: "UnknownError" } })],
      ["m1"],
    ],
    [
      "has answers that failed",
      [go, stepped("m2", { text: "So", info: { error: { name: "MessageAbortedError" } } })],
      ["m1", "m2"],
    ],
    ["has no request for a compaction", [go, asked("m2")], ["m1"]],
    ["has no prompt of the host's", [go, { ...prompted("m2", ""), parts: [spoken] }], ["m1"]],
  ])("%s", (_, history, expected) => {
    expect(ids(history)).toEqual(expected)
  })

  it("has of a prompt only what the user wrote", () => {
    const mixed = { ...go, parts: [...go.parts, spoken] }
    expect(decodeHistory([mixed], place).messages[0]?.parts).toEqual([
      { kind: "text", id: "m1p1", text: "Go" },
    ])
  })

  it("has what the host has cleared since, and its place", () => {
    const step = stepped("m2", { output: "It is there." })
    const cleared = {
      info: step.info,
      parts: step.parts.map((part) => ({
        ...part,
        state: { ...Object(part).state, time: { compacted: 5 } },
      })),
    }
    const { messages, ...rest } = decodeHistory([go, cleared], place)
    expect(messages[1]?.parts).toMatchObject([{ output: "It is there." }])
    expect(rest).toEqual({ sessionID: "ses_1", directory: "/project" })
  })
})
