import { describe, expect, it } from "vitest"
import type { JournalRecord } from "../../../src/session/events.ts"
import { countMessages } from "../../../src/session/forecast.ts"
import type { SummaryRecord } from "../../../src/session/journal-state.ts"
import { foldSteps } from "../../../src/session/ledger/fold-steps.ts"
import { summarize } from "../../../src/session/summary/summarize.ts"
import { summaryUses } from "../../../src/session/summary/summary-use.ts"
import type { SummaryUseInput } from "../../../src/session/summary/summary-use.ts"
import { text, user } from "../../builders/transcript.ts"
import { scene, step, summaryOf } from "./scene.ts"

const input = scene([user(text("Go")), step("a"), step("b"), user(text("On")), step("c")])
const { meter } = input
const summary = summaryOf(input, ["m02", "m03"])
const draft = summarize({ ...input, prepared: [summary] })
const [edit] = draft.fresh
const saved = (edit?.before ?? 0) - (edit?.after ?? 0)
/** The summary, and all that stands behind it. */
const behind = countMessages({
  messages: draft.transcript.messages.slice(1),
  view: draft.view,
  meter,
})

const record: SummaryRecord = {
  type: "summary",
  region: summary.region,
  messages: summary.messages,
  outcome: "accepted",
  awaited: true,
  before: 200,
  after: 3,
  prompt: 9_000,
  output: 500,
  ms: 7,
  text: summary.text,
}
const uses = (more: Partial<SummaryUseInput> = {}): readonly JournalRecord[] =>
  summaryUses({
    draft,
    summaries: new Map([[record.region, record]]),
    meter,
    prices: undefined,
    ...more,
  })
const told: JournalRecord = {
  type: "summarized",
  region: summary.region,
  removed: saved,
  spent: 9_500,
  rewritten: behind,
  at: "m05",
}

describe("the use of a summary", () => {
  it("is what it frees, has cost and makes the cache read anew", () => {
    expect(uses()).toEqual([told])
  })

  it("is in tokens as they are reported", () => {
    const twice = { ...draft, forecast: { ...draft.forecast, factor: 2 } }
    expect(uses({ draft: twice })).toEqual([{ ...told, removed: 2 * saved, rewritten: 2 * behind }])
  })

  it("is in money where prices are known", () => {
    const session = { input: 3, output: 15, cacheRead: 0.3, cacheWrite: 3.75 }
    const summarizer = { input: 1, output: 5, cacheRead: 0.1, cacheWrite: 1.25 }
    const [use] = uses({ prices: { session, summarizer } })
    expect(use).toEqual({ ...told, savedEach: expect.any(Number), cost: expect.any(Number) })
    expect(use).toMatchObject({
      savedEach: expect.closeTo((saved * 0.3) / 1_000_000, 9),
      cost: expect.closeTo((9_000 * 1 + 500 * 5 + behind * 3.45) / 1_000_000, 9),
    })
  })

  it("has no price for what the cache reads anew where writing it costs no more", () => {
    const flat = { input: 1, output: 1, cacheRead: 1, cacheWrite: 0.5 }
    expect(uses({ prices: { session: flat, summarizer: flat } })).toMatchObject([
      { cost: expect.closeTo(9_500 / 1_000_000, 9) },
    ])
  })

  it("is told once: where it is put into place", () => {
    expect(uses({ draft: { ...draft, fresh: [] } })).toEqual([])
  })

  it("is none of folded steps, or of a summary that nobody knows", () => {
    expect(uses({ draft: foldSteps(input) })).toEqual([])
    expect(uses({ summaries: new Map() })).toEqual([])
  })
})
