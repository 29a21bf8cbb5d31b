import * as fc from "fast-check"
import { describe, it } from "vitest"
import { forecastRequest } from "../../src/session/forecast.ts"
import { emptyJournalState, foldRecord } from "../../src/session/journal-state.ts"
import { EMPTY_PROFILE, factorOf, learnGrowth } from "../../src/session/model-profile.ts"
import { readPrior } from "../../src/session/read-prior.ts"
import { holds } from "../builders/holds.ts"
import { createTestMeter } from "../builders/meter.ts"
import { sentRequest } from "../builders/sent-request.ts"
import { assistant, createTranscript, testModel, text, user } from "../builders/transcript.ts"
import type { MessageDraft } from "../builders/transcript.ts"

const CONTEXT = 100_000
const LIMIT = 90_000
const SYSTEM = 3_000
const TOOLS = 5_000

interface Step {
  /** Counted tokens that come before the request. */
  readonly added: number
  /** What is reported of a prompt of so many tokens. */
  readonly lie: (tokens: number) => number
}

interface Sent {
  readonly forecast: number
  /** Counted, with system text and tools; and as the provider counts it, with what it hides. */
  readonly counted: number
  readonly real: number
}

/** Plays requests one after the other; what is over the limit is not sent, and is taken out again. */
const play = (
  steps: readonly Step[],
  { factor, hidden }: { readonly factor: number; readonly hidden: number },
): readonly Sent[] => {
  const meter = createTestMeter()
  const journal = emptyJournalState()
  const drafts: MessageDraft[] = []
  const sent: Sent[] = []
  let profile = EMPTY_PROFILE
  for (const { added, lie } of steps) {
    const asked = [...drafts, user(text("word".repeat(added)))]
    const transcript = createTranscript(...asked)
    const prior = readPrior({ transcript, model: testModel, context: CONTEXT, journal, meter })
    if (prior.growth) profile = learnGrowth(profile, prior.growth, 0)
    const forecast = forecastRequest({
      transcript,
      view: new Map(),
      edits: [],
      anchor: prior.anchor,
      meter,
      factor: factorOf(profile, testModel.modelID),
      overhead: SYSTEM + TOOLS,
      system: SYSTEM,
    }).tokens
    const messages = transcript.messages.reduce((sum, message) => sum + meter.message(message), 0)
    const counted = messages + SYSTEM + TOOLS
    const real = Math.ceil(factor * counted + hidden)
    sent.push({ forecast, counted, real })
    if (forecast > LIMIT) continue
    const at = transcript.messages.at(-1)?.id ?? ""
    foldRecord(journal, {
      ...sentRequest({ at, forecast, counted: messages + SYSTEM }),
      system: SYSTEM,
    })
    const usage = { prompt: lie(real), output: 20 }
    drafts.push(...asked.slice(drafts.length), { ...assistant(text("word".repeat(20))), usage })
    if (prior.anchor) journal.lastResponse = prior.anchor.message.id
  }
  return sent
}

const added = fc.integer({ min: 1, max: 4_000 })
const stepsOf = (lie: fc.Arbitrary<Step["lie"]>) =>
  fc.array(fc.record({ added, lie }), { minLength: 1, maxLength: 14 })
const honest = fc.constant((tokens: number): number => tokens)
const lying = fc.oneof(
  fc
    .constantFrom(0.01, 0.3, 0.5, 2, 3, 8, 100)
    .map((times) => (tokens: number) => Math.round(times * tokens)),
  fc.constantFrom(1, 8_192, 50_000, 89_999, CONTEXT, 3_000_000).map((tokens) => () => tokens),
  fc.integer({ min: 1, max: 2 * CONTEXT }).map((tokens) => () => tokens),
)

describe("reported usage", () => {
  it("never makes a prompt unsendable that is small by any count, whatever a report says", () => {
    holds(
      fc.property(
        stepsOf(fc.oneof(honest, lying)),
        fc.double({ min: 0.7, max: 1.6, noNaN: true }),
        (steps, factor) =>
          play(steps, { factor, hidden: 0 }).every(
            ({ forecast, counted }) => 3 * counted > LIMIT || forecast <= LIMIT,
          ),
      ),
    )
  })

  it("never makes one unsendable where all of it is many times too large, or one constant", () => {
    holds(
      fc.property(
        stepsOf(honest).chain((steps) =>
          lying.map((lie) => steps.map((step) => ({ ...step, lie }))),
        ),
        (steps) =>
          play(steps, { factor: 1.25, hidden: 0 }).every(
            ({ forecast, counted }) => 3 * counted > LIMIT || forecast <= LIMIT,
          ),
      ),
    )
  })

  it("lets no request pass that is over the limit where reports are honest, hidden tools or not", () => {
    holds(
      fc.property(
        stepsOf(honest),
        fc.double({ min: 0.7, max: 1.25, noNaN: true }),
        fc.integer({ min: 0, max: 30_000 }),
        (steps, factor, hidden) => {
          // The first request is counted: nobody has told what is hidden.
          const [, ...later] = play(
            steps.map((step, at) => (at === 0 ? step : { ...step, added: 2 * step.added })),
            { factor, hidden },
          )
          return later.every(({ forecast, real }) => real <= LIMIT || forecast > LIMIT)
        },
      ),
    )
  })

  it("is followed closely where it is honest, as soon as a prompt has grown", () => {
    holds(
      fc.property(
        fc.array(fc.record({ added: fc.integer({ min: 1_500, max: 4_000 }), lie: honest }), {
          minLength: 4,
          maxLength: 10,
        }),
        fc.double({ min: 0.7, max: 1.6, noNaN: true }),
        fc.integer({ min: 0, max: 30_000 }),
        (steps, factor, hidden) =>
          play(steps, { factor, hidden })
            .slice(3)
            .every(({ forecast, real }) => Math.abs(forecast - real) <= 0.08 * real),
      ),
    )
  })
})
