import { describe, expect, it } from "vitest"
import { paybackRequests, USUAL_PRICES } from "../../../src/session/summary/prices.ts"
import type { PaybackInput } from "../../../src/session/summary/prices.ts"

/** Spent are 10 000 tokens read and 1 000 written; saved are 1 000 tokens each time. */
const usual: PaybackInput = {
  ledger: 2_000,
  summary: 1_000,
  prompt: 10_000,
  session: USUAL_PRICES,
  summarizer: USUAL_PRICES,
}
const cheap = { input: 0.1, output: 0.5, cacheRead: 0.01, cacheWrite: 0.125 }

describe("a summary pays for itself", () => {
  it.each<[string, Partial<PaybackInput>, number]>([
    ["with what each later request reads less from the cache", {}, 150],
    ["earlier by a cheap summarizer", { summarizer: cheap }, 15],
    ["later for a cheap session", { session: cheap }, 1_500],
    ["at once where nothing is spent", { summarizer: { ...cheap, input: 0, output: 0 } }, 0],
    ["never where it saves nothing", { ledger: 1_000 }, Infinity],
    ["never where it is longer than the ledger", { ledger: 999 }, Infinity],
    ["never where reading costs nothing", { session: { ...cheap, cacheRead: 0 } }, Infinity],
  ])("%s", (_, more, requests) => {
    expect(paybackRequests({ ...usual, ...more })).toBeCloseTo(requests)
  })
})
