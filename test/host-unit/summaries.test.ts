import { describe, expect, it } from "vitest"
import type { PlannedRequest } from "../../src/host/sessions.ts"
import { prepareAhead, summaryTerms } from "../../src/host/summaries.ts"
import { emptyJournalState } from "../../src/session/journal-state.ts"
import type { SummaryRecord } from "../../src/session/journal-state.ts"
import { planRequest } from "../../src/session/plan-request.ts"
import type { PlanInput } from "../../src/session/plan-request.ts"
import { readPrior } from "../../src/session/read-prior.ts"
import { USUAL_PRICES } from "../../src/session/summary/prices.ts"
import type { TokenPrices } from "../../src/session/summary/prices.ts"
import { budgetWith, testSettings } from "../builders/draft.ts"
import { createTestMeter } from "../builders/meter.ts"
import { createTestRuntime } from "../builders/runtime.ts"
import { createTranscript, fileLines, testModel, text, user } from "../builders/transcript.ts"
import { step } from "../session/summary/scene.ts"
import { createFakeChildren } from "./fake-children.ts"

const terms = (prices: Readonly<Record<string, TokenPrices>>, summarize: object = {}) => {
  const runtime = createTestRuntime({ options: { summarize } })
  const client = {
    ...runtime.client,
    prices: async ({ modelID }: typeof testModel) => prices[modelID],
  }
  return summaryTerms({ ...runtime, client }, testModel)
}

describe("the terms of summaries", () => {
  const cheap: TokenPrices = { input: 0.1, output: 0.5, cacheRead: 0.01, cacheWrite: 0.1 }
  const dear: TokenPrices = { input: 3, output: 15, cacheRead: 0.3, cacheWrite: 3.75 }
  const usual = {
    payback: 50,
    session: USUAL_PRICES,
    summarizer: USUAL_PRICES,
    arePricesKnown: false,
  }
  const model = { model: "other/small" }

  it.each<[string, ReturnType<typeof terms>, unknown]>([
    ["are none where they are switched off", terms({}, { enabled: false }), undefined],
    ["are the usual prices where none are known", terms({}), usual],
    [
      "are the usual prices where one of two is not known",
      terms({ "gpt-scripted": dear }, model),
      usual,
    ],
    [
      "are the prices of the session's model, which writes them as well",
      terms({ "gpt-scripted": dear }),
      { ...usual, session: dear, summarizer: dear, arePricesKnown: true },
    ],
    [
      "are the prices of both models, and the user's patience",
      terms({ "gpt-scripted": dear, small: cheap }, { ...model, payback: 7 }),
      { payback: 7, session: dear, summarizer: cheap, arePricesKnown: true },
    ],
  ])("%s", async (_, asked, expected) => {
    expect(await asked).toEqual(expected)
  })
})

const meter = createTestMeter()
const transcript = createTranscript(
  user(text("Go")),
  ...Array.from({ length: 40 }, (_, index) =>
    step(`echo ${index} ${"and on ".repeat(12)}`, {
      output: fileLines(`file ${index}`, 20).join("\n"),
    }),
  ),
)
const free = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 }
const journal = emptyJournalState()
const input: PlanInput = {
  transcript,
  prior: readPrior({ transcript, model: testModel, context: undefined, journal, meter }),
  journal,
  budget: budgetWith({ limit: 90_000, trigger: 20_000, target: 3_000 }),
  factor: 1,
  overhead: 0,
  system: 0,
  fruitlessAt: undefined,
  summaries: { payback: 50, session: USUAL_PRICES, summarizer: free, arePricesKnown: true },
  settings: { ...testSettings, auto: true, prune: true, compact: false },
  meter,
}
const plan = planRequest(input)
const { tokens } = plan.draft.forecast
/** As share of the trigger, where the request is. */
const here = tokens / 20_000

const planned: PlannedRequest = {
  input,
  plan,
  model: testModel,
  user: "m01",
  at: "m41",
  system: 0,
  overhead: 0,
  ms: 0,
  decided: [],
  pressing: "none",
  outcome: "sent",
}

const record: SummaryRecord = {
  type: "summary",
  region: "other",
  messages: [],
  outcome: "started",
  awaited: false,
  before: 0,
  after: 0,
  prompt: 0,
  output: 0,
  ms: 0,
  until: 2_000,
}

interface Options {
  readonly summarize?: object
  readonly lookedAheadAt?: number
  readonly records?: readonly SummaryRecord[]
}

/** How often a summarizer was asked behind this request, and where it was looked last. */
const prepared = async ({
  summarize = { ahead: here },
  lookedAheadAt = 0,
  records = [],
}: Options = {}) => {
  let asked = 0
  const children = createFakeChildren({
    ask: async () => {
      asked++
      return "error"
    },
  })
  const limits = { context: 100_000, output: 1_000 }
  const runtime = { ...createTestRuntime({ limits, options: { summarize } }), children }
  const session = runtime.sessions.get("ses_1")
  session.lookedAheadAt = lookedAheadAt
  session.journal.append(records)
  prepareAhead(runtime, session, planned)
  const awaited = session.summarizing?.awaited
  await session.summarizing?.ended
  return { asked, awaited, lookedAheadAt: session.lookedAheadAt }
}
const begun = { asked: 1, awaited: false, lookedAheadAt: tokens }

describe("behind a request", () => {
  it("the next summary is begun, and nobody waits for it", async () => {
    expect(await prepared()).toEqual(begun)
  })

  it.each<[string, Options]>([
    ["from the share on that the option says", { summarize: { ahead: here + 0.001 } }],
    ["not where summaries are switched off", { summarize: { enabled: false, ahead: here } }],
    ["not where the option says never", { summarize: { ahead: 1 } }],
    ["not while another process writes one", { records: [record] }],
    ["not in the pause after a failure", { records: [{ ...record, outcome: "error" }] }],
  ])("it is begun %s", async (_, options) => {
    expect(await prepared(options)).toEqual({ asked: 0, awaited: undefined, lookedAheadAt: 0 })
  })

  it("it is looked for again when the session has grown by three per cent of the trigger", async () => {
    const [soon, later] = [tokens - 599, tokens - 600]
    expect(await prepared({ lookedAheadAt: soon })).toEqual({
      asked: 0,
      awaited: undefined,
      lookedAheadAt: soon,
    })
    expect(await prepared({ lookedAheadAt: later })).toEqual(begun)
  })

  it("it is looked for anew where the session became smaller", async () => {
    expect(await prepared({ lookedAheadAt: tokens + 1 })).toEqual(begun)
  })

  it("it is begun once a failure's pause is over", async () => {
    const over = { ...record, outcome: "error" as const, until: 1_000 }
    expect(await prepared({ records: [over] })).toEqual(begun)
  })

  it.each(["error", "started"] as const)(
    "it is begun where the journal says %s with a pause longer than any",
    async (outcome) => {
      const never = { ...record, outcome, until: 1e15 }
      expect(await prepared({ records: [never] })).toEqual(begun)
    },
  )
})
