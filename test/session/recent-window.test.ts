import { describe, expect, it } from "vitest"
import type { Draft } from "../../src/session/draft.ts"
import { recentWindowStart } from "../../src/session/recent-window.ts"
import { createDraft } from "../builders/draft.ts"
import { createTestMeter } from "../builders/meter.ts"
import { assistant, createTranscript, text, user } from "../builders/transcript.ts"
import type { MessageDraft } from "../builders/transcript.ts"

/** A step of a hundred tokens. */
const step = assistant(text("word".repeat(96)))
/** The host leaves such a message where a provider refused. */
const failed: MessageDraft = { role: "assistant", parts: [] }
const ask = user(text("Go"))

const startOf = (
  messages: readonly MessageDraft[],
  { steps = 4, share = 1, target = 60_000, factor = 1 },
): number => {
  const meter = createTestMeter()
  const built = createDraft(createTranscript(...messages), { meter, budget: { target } })
  const draft: Draft = { ...built, forecast: { ...built.forecast, factor } }
  return recentWindowStart({ draft, meter, settings: { steps, share } })
}

describe("the recent window", () => {
  it.each<[string, number, number]>([
    ["begins at the last steps", startOf([ask, step, step, step, step], { steps: 2 }), 3],
    ["counts steps, not turns", startOf([ask, step, ask, step, ask, step], { steps: 2 }), 3],
    ["is everything where there are fewer", startOf([ask, step, step], { steps: 4 }), 1],
    ["fills at most its share of the target", startOf([ask, step, step, step], { target: 200 }), 2],
    ["with the model's factor", startOf([ask, step, step, step], { target: 300, factor: 2 }), 3],
    ["has the newest step in any case", startOf([ask, step, step], { target: 10 }), 2],
    [
      "passes over answers that ended in an error",
      startOf([ask, step, failed, failed], { steps: 1 }),
      1,
    ],
    ["is empty before the first step", startOf([ask], {}), 1],
    ["is empty without messages", startOf([], {}), 0],
  ])("%s", (_, start, expected) => {
    expect(start).toBe(expected)
  })
})
