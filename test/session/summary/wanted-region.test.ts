import { describe, expect, it } from "vitest"
import type { SummaryRecord } from "../../../src/session/journal-state.ts"
import type { StageInput } from "../../../src/session/stage.ts"
import { chooseRegion } from "../../../src/session/summary/choose-region.ts"
import { USUAL_PRICES } from "../../../src/session/summary/prices.ts"
import { summarize } from "../../../src/session/summary/summarize.ts"
import { wantedRegion } from "../../../src/session/summary/wanted-region.ts"
import type { WantedInput } from "../../../src/session/summary/wanted-region.ts"
import { text, user } from "../../builders/transcript.ts"
import { scene, step, summaryOf } from "./scene.ts"

/** Of each step a line is left of some 20 tokens, and of all a summary of 1000. */
const session = (steps: number, target = 90_000): StageInput =>
  scene(
    [
      user(text("Go")),
      ...Array.from({ length: steps }, (_, index) => step(`${index} ${"and on ".repeat(20)}`)),
    ],
    { target },
  )
const free = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 }

const wanted = (input: StageInput, more: Partial<WantedInput> = {}) =>
  wantedRegion({
    ...input,
    tried: new Map(),
    terms: {
      payback: 50,
      session: USUAL_PRICES,
      summarizer: USUAL_PRICES,
      arePricesKnown: false,
    },
    needed: false,
    ...more,
  })
const isWanted = (...given: Parameters<typeof wanted>): boolean => wanted(...given) !== undefined
const terms = (more: Partial<WantedInput["terms"]>): Pick<WantedInput, "terms"> => ({
  terms: {
    payback: 50,
    session: USUAL_PRICES,
    summarizer: USUAL_PRICES,
    arePricesKnown: true,
    ...more,
  },
})

const small = scene([user(text("Go")), step("a"), step("b"), step("c")])
const few = session(9)
const many = session(120)
const needed = { needed: true }

const record = (outcome: SummaryRecord["outcome"], region: string): SummaryRecord => ({
  type: "summary",
  region,
  messages: [],
  outcome,
  awaited: false,
  before: 0,
  after: 0,
  prompt: 0,
  output: 0,
  ms: 0,
})

describe("a region is wanted", () => {
  it("where a summary is needed, whatever it costs", () => {
    expect(wanted(many, needed)).toEqual(chooseRegion(many))
  })

  it.each<[string, StageInput, Partial<WantedInput>, boolean]>([
    ["not where a summary costs more than it saves", many, {}, false],
    ["where its lines would fill a fifth of the target", session(120, 10_000), {}, true],
    ["where it costs nothing", many, terms({ summarizer: free }), true],
    ["where there is time for it to pay", many, terms({ payback: 100_000 }), true],
    ["not where it saves nothing, however long", many, terms({ session: free }), false],
    ["not where its lines are no longer than a summary", few, terms({ summarizer: free }), false],
    ["not where it is small, though needed", small, needed, false],
    ["not where there is none", session(1), needed, false],
  ])("%s", (_, input, more, expected) => {
    expect(isWanted(input, more)).toBe(expected)
  })

  it("from the number of requests on that it takes to pay", () => {
    const patience = [1, 10, 100, 1_000, 10_000]
    const enough = patience.map((payback) => isWanted(many, terms({ payback })))
    expect(enough).toEqual([false, false, false, true, true])
  })

  it.each<[SummaryRecord["outcome"], boolean]>([
    ["started", true],
    ["accepted", false],
    ["unstructured", false],
    ["too-long", false],
    ["empty", false],
    ["error", false],
    ["timeout", false],
    ["aborted", true],
  ])("once: where that was %s before: %s", (outcome, expected) => {
    const digest = chooseRegion(many)?.digest ?? ""
    const tried = new Map([[digest, record(outcome, digest)]])
    expect(isWanted(many, { ...needed, tried })).toBe(expected)
  })

  it("though another was tried", () => {
    const tried = new Map([["other", record("error", "other")]])
    expect(isWanted(many, { ...needed, tried })).toBe(true)
  })

  it("for what it adds to an earlier summary", () => {
    const ids = many.draft.transcript.messages.slice(1, 118).map(({ id }) => id)
    const long = "word ".repeat(2_000)
    const draft = summarize({ ...many, prepared: [summaryOf(many, ids, long)] })
    const cheap = { ...free, input: 0.1, output: 0.1 }
    // Some steps are read, and the earlier summary goes as well.
    expect(isWanted({ ...many, draft }, terms({ summarizer: cheap, payback: 8 }))).toBe(true)
    expect(isWanted(many, terms({ summarizer: cheap, payback: 8 }))).toBe(false)
  })
})
