import { describe, expect, it } from "vitest"
import type { Budget } from "../../src/session/budget.ts"
import { emptyJournalState } from "../../src/session/journal-state.ts"
import type { SummaryRecord } from "../../src/session/journal-state.ts"
import { planRequest, regionAhead } from "../../src/session/plan-request.ts"
import type { Plan, PlanInput, PlanSettings } from "../../src/session/plan-request.ts"
import { readPrior } from "../../src/session/read-prior.ts"
import { USUAL_PRICES } from "../../src/session/summary/prices.ts"
import { budgetWith, testSettings } from "../builders/draft.ts"
import { createTestMeter } from "../builders/meter.ts"
import {
  assistant,
  createTranscript,
  fileLines,
  testModel,
  text,
  user,
} from "../builders/transcript.ts"
import { step } from "./summary/scene.ts"

/** Their lines in the ledger are longer than a summary is expected to be. */
const steps = Array.from({ length: 40 }, (_, index) =>
  step(`echo ${index} ${"and on ".repeat(12)}`, {
    output: fileLines(`file ${index}`, 20).join("\n"),
  }),
)
/** Some 9000 tokens, of which the stages before take nothing. */
const transcript = createTranscript(
  user(text("Go")),
  ...steps,
  assistant(text("word ".repeat(800))),
  user(text("On")),
)
const free = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 }
const terms = {
  payback: 50,
  session: USUAL_PRICES,
  summarizer: free,
  arePricesKnown: true,
}
const settings: PlanSettings = {
  ...testSettings,
  steps: 1,
  auto: true,
  prune: true,
  compact: false,
}

interface Options {
  readonly budget?: Partial<Budget>
  readonly settings?: Partial<PlanSettings>
  readonly summaries?: readonly SummaryRecord[]
  readonly terms?: PlanInput["summaries"]
}

const inputOf = (options: Options = {}): PlanInput => {
  const meter = createTestMeter()
  const { summaries = [] } = options
  const journal = {
    ...emptyJournalState(),
    summaries: new Map(summaries.map((summary) => [summary.region, summary])),
  }
  return {
    transcript,
    prior: readPrior({ transcript, model: testModel, context: undefined, journal, meter }),
    journal,
    budget: budgetWith({ limit: 8_500, trigger: 8_000, target: 7_200, ...options.budget }),
    factor: 1,
    overhead: 0,
    system: 0,
    fruitlessAt: undefined,
    summaries: "terms" in options ? options.terms : terms,
    settings: { ...settings, ...options.settings },
    meter,
  }
}
const plan = (options: Options = {}): Plan => planRequest(inputOf(options))
const reasonsOf = ({ draft }: Plan) => [...new Set(draft.fresh.map(({ reason }) => reason))]
const wantedIn = ({ wanted }: Plan): number => wanted?.messages.length ?? 0

const record = (
  { wanted }: Pick<Plan, "wanted">,
  more: Partial<SummaryRecord> = {},
): SummaryRecord => ({
  type: "summary",
  region: wanted?.digest ?? "",
  messages: wanted?.messages.map(({ id }) => id) ?? [],
  outcome: "accepted",
  awaited: true,
  before: 0,
  after: 0,
  prompt: 0,
  output: 0,
  ms: 0,
  text: "The summary.",
  ...more,
})
/** An attempt that came to nothing. */
const failed = (outcome: SummaryRecord["outcome"]): SummaryRecord => {
  const { text: _text, ...rest } = record(plan(), { outcome })
  return rest
}
const roomy = { limit: 90_000, trigger: 20_000 }

describe("a planned request", () => {
  it("wants a summary of its steps, and folds them until there is one", () => {
    const planned = plan()
    expect([reasonsOf(planned), wantedIn(planned)]).toEqual([["folded-step"], 40])
    expect(planned.draft.forecast.tokens).toBeLessThanOrEqual(7_200)
  })

  it("is sent with the summary once that is there, and wants no other", () => {
    const planned = plan({ summaries: [record(plan())] })
    expect([reasonsOf(planned), wantedIn(planned)]).toEqual([["summarized"], 0])
    expect(planned.draft.fresh.map(({ stage }) => stage)).toEqual(["stage_c_llm"])
  })

  it.each<[string, Options]>([
    ["where nothing is to be summarized", { terms: undefined }],
    ["where it does not pay", { terms: { ...terms, summarizer: USUAL_PRICES } }],
    ["where it was not accepted before", { summaries: [failed("too-long")] }],
    ["where the host found no answer", { summaries: [failed("error")] }],
  ])("wants none %s, and folds its steps", (_, options) => {
    const planned = plan(options)
    expect([reasonsOf(planned), wantedIn(planned)]).toEqual([["folded-step"], 0])
  })

  it("wants none that could not make it fit: what else there is does not go into one", () => {
    const [fits, inVain] = [2_000, 9_000].map((overhead) => planRequest({ ...inputOf(), overhead }))
    expect([fits, inVain].map((planned) => planned && wantedIn(planned))).toEqual([40, 0])
    expect(inVain?.isWantedNow).toBe(true)
  })

  it("wants one whatever it costs where lines alone do not bring it under its ceiling", () => {
    const dear = { ...terms, summarizer: USUAL_PRICES }
    const tight = { limit: 2_500, trigger: 2_000, target: 1_000 }
    const [small, big] = [plan({ terms: dear, budget: tight }), plan({ terms: dear })]
    expect([wantedIn(small), wantedIn(big)]).toEqual([40, 0])
  })

  it("uses no summary that was prepared before summaries were switched off", () => {
    const planned = plan({ terms: undefined, summaries: [record(plan())] })
    expect(reasonsOf(planned)).toEqual(["folded-step"])
  })

  it("uses no summary while there is room", () => {
    const planned = plan({ budget: roomy, summaries: [record(plan())] })
    expect([planned.draft.fresh, planned.wanted]).toEqual([[], undefined])
  })

  it("folds on where a summary is not enough", () => {
    const half = record(plan())
    const { messages } = transcript
    const part = messages.slice(1, 11)
    const meter = createTestMeter()
    const region = meter.measure(part.map((one) => meter.messageDigest(one)).join("\n")).digest
    const budget = { target: 3_000 }
    const planned = plan({
      budget,
      summaries: [{ ...half, region, messages: part.map(({ id }) => id) }],
    })
    expect(reasonsOf(planned)).toEqual(["summarized", "folded-step"])
    expect(planned.draft.forecast.tokens).toBeLessThanOrEqual(3_000)
  })
})

describe("ahead of need", () => {
  const ahead = (options: Options = {}) => {
    const input = inputOf({ budget: roomy, ...options })
    return regionAhead(input, planRequest(input))
  }

  it("the region is known that the next batch will want", () => {
    expect(ahead()?.digest).toBe(plan().wanted?.digest)
  })

  it.each<[string, Options]>([
    ["where no stage may run", { settings: { auto: false } }],
    ["where nothing is to be summarized", { terms: undefined }],
    ["where it would not pay", { terms: { ...terms, summarizer: USUAL_PRICES } }],
    ["where the target is far", { budget: { ...roomy, target: 20_000 } }],
    ["where one is prepared", { summaries: [record(plan())] }],
    ["where one was not accepted", { summaries: [failed("unstructured")] }],
  ])("none is wanted %s", (_, options) => {
    expect(ahead(options)).toBeUndefined()
  })
})
