import * as fc from "fast-check"
import { describe, it } from "vitest"
import { holds } from "../builders/holds.ts"
import {
  CONTEXT,
  LIMIT,
  playReports,
  refusedSmall,
  tooLarge,
} from "../builders/reported-session.ts"
import type { Lie } from "../builders/reported-session.ts"

const added = fc.integer({ min: 1, max: 4_000 })
const stepsOf = (lie: fc.Arbitrary<Lie>) =>
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
          playReports(steps, { factor, hidden: 0 }).every(
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
          playReports(steps, { factor: 1.25, hidden: 0 }).every(
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
          const [, ...later] = playReports(
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
          playReports(steps, { factor, hidden })
            .slice(3)
            .every(({ forecast, real }) => Math.abs(forecast - real) <= 0.08 * real),
      ),
    )
  })

  it("is no less than most of the count where it is halved, from the first report or a later one on", () => {
    holds(
      fc.property(
        stepsOf(honest),
        fc.constantFrom(0.4, 0.5, 0.6),
        fc.nat({ max: 6 }),
        fc.double({ min: 1, max: 1.2, noNaN: true }),
        (steps, share, from, factor) => {
          const lie: Lie = (tokens) => Math.round(share * tokens)
          const sent = playReports(
            steps.map((step, at) => (at < from ? step : { ...step, lie })),
            { factor, hidden: 0 },
          )
          return sent.every(({ forecast, counted }) => forecast >= 0.7 * counted)
        },
      ),
    )
  })

  it("refuses no two small prompts in a row where all of it has the same amount on top", () => {
    holds(
      fc.property(
        stepsOf(honest),
        fc.integer({ min: 1, max: CONTEXT }),
        fc.double({ min: 0.7, max: 1.6, noNaN: true }),
        (steps, top, factor) => {
          const lie: Lie = (tokens) => tokens + top
          const sent = playReports(
            steps.map((step) => ({ ...step, lie })),
            { factor, hidden: 0 },
          )
          return sent.every((_, at) => refusedSmall(sent.slice(at, at + 2)).length < 2)
        },
      ),
    )
  })

  it("lets no request pass over the limit when an answer has shown tools that come and go", () => {
    holds(
      fc.property(
        fc.array(
          fc.record({
            added: fc.integer({ min: 1, max: 12_000 }),
            hidden: fc.constantFrom(0, 10_000, 30_000),
          }),
          { minLength: 1, maxLength: 14 },
        ),
        fc.double({ min: 0.7, max: 1.25, noNaN: true }),
        (changing, factor) => {
          const grown = Array.from({ length: 3 }, () => ({ added: 4_000, hidden: 0 }))
          const steps = [...grown, ...changing]
          const sent = playReports(steps, { factor, hidden: 0 })
          const shown = sent.filter(
            (_, at) =>
              (sent[at - 1]?.forecast ?? Infinity) <= LIMIT &&
              steps[at]?.hidden === steps[at - 1]?.hidden,
          )
          return tooLarge(shown).length === 0
        },
      ),
    )
  })

  it("lets no request pass over the limit when thinking comes back that nobody reports", () => {
    holds(
      fc.property(
        fc.array(
          fc.record({ added: fc.integer({ min: 300, max: 4_000 }), thinks: fc.constant(4_000) }),
          { minLength: 1, maxLength: 20 },
        ),
        fc.double({ min: 1, max: 1.25, noNaN: true }),
        (steps, factor) => tooLarge(playReports(steps, { factor, hidden: 0 })).length === 0,
      ),
    )
  })
})
