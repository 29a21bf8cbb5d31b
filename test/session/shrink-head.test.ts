import { describe, expect, it } from "vitest"
import type { Draft } from "../../src/session/draft.ts"
import { countMessages } from "../../src/session/forecast.ts"
import { shrinkHead } from "../../src/session/shrink-head.ts"
import { createDraft, testSettings } from "../builders/draft.ts"
import { createTestMeter } from "../builders/meter.ts"
import { assistant, call, createTranscript, text, user } from "../builders/transcript.ts"
import type { Part } from "../../src/session/transcript.ts"
import { recordedTranscript } from "../builders/recorded-session.ts"

const shrunk = (limit: number): Draft => {
  const meter = createTestMeter()
  const draft = createDraft(recordedTranscript(), { meter, budget: { limit } })
  return shrinkHead({ draft, meter, settings: testSettings, besides: 0 }).draft
}

const tokensOf = ({ transcript, view }: Draft): number =>
  countMessages({ messages: transcript.messages, view, meter: createTestMeter() })

describe("the head that the host summarizes", () => {
  it("is pruned like a request where the window is large", () => {
    expect(shrunk(100_000).fresh.filter(({ reason }) => reason === "shrink-head")).toEqual([])
  })

  it.each([8_000, 6_500, 6_000])("fits a window of %d tokens beside the host's prompt", (limit) => {
    expect(tokensOf(shrunk(limit))).toBeLessThan(limit - 2_500)
  })

  it("keeps every input an object", () => {
    const kinds = [...shrunk(6_000).view]
      .filter(([key]) => key.endsWith("/input"))
      .map(([, { content }]) => content.kind)
    expect(new Set(kinds)).toEqual(new Set(["input"]))
  })

  const long = "x y ".repeat(20_000)
  it.each<[string, Part]>([
    [
      "the error of a failed call",
      { ...call("bash", {}, { status: "failed", output: long }), id: "p" },
    ],
    ["reasoning", { kind: "reasoning", id: "p", text: long, signed: true }],
  ])("has %s cut too, which the host sends whole", (_, part) => {
    const meter = createTestMeter()
    const transcript = createTranscript(user(text("Go")), assistant(part))
    const draft = createDraft(transcript, { meter, budget: { limit: 6_000 } })
    const head = shrinkHead({ draft, meter, settings: undefined, besides: 0 })
    expect(tokensOf(head.draft)).toBeLessThan(3_000)
    expect(head.tokens).toBeLessThanOrEqual(6_000)
  })

  it("leaves room for the earlier summary", () => {
    const meter = createTestMeter()
    const draft = createDraft(recordedTranscript(), { meter, budget: { limit: 8_000 } })
    const head = shrinkHead({ draft, meter, settings: testSettings, besides: 2_000 })
    expect(tokensOf(head.draft)).toBeLessThan(8_000 - 4_500)
  })
})
