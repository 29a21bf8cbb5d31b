import { describe, expect, it } from "vitest"
import type { Draft } from "../../src/session/draft.ts"
import { countMessages } from "../../src/session/forecast.ts"
import { shrinkHead } from "../../src/session/shrink-head.ts"
import { createDraft, testSettings } from "../builders/draft.ts"
import { createTestMeter } from "../builders/meter.ts"
import { recordedTranscript } from "../builders/recorded-session.ts"

const shrunk = (limit: number): Draft => {
  const meter = createTestMeter()
  const draft = createDraft(recordedTranscript(), { meter, budget: { limit } })
  return shrinkHead({ draft, meter, settings: testSettings })
}

const tokensOf = ({ transcript, view }: Draft): number =>
  countMessages({ messages: transcript.messages, view, meter: createTestMeter() })

describe("the head that the host summarizes", () => {
  it("is pruned like a request where the window is large", () => {
    expect(shrunk(100_000).fresh.some(({ reason }) => reason === "shorten-recent")).toBe(false)
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
})
