import { describe, expect, it } from "vitest"
import { LIMIT, playReports, refusedSmall, tooLarge } from "../builders/reported-session.ts"
import type { Sent, Step } from "../builders/reported-session.ts"

const many = (count: number, step: Step): readonly Step[] =>
  Array.from({ length: count }, () => step)
const grown = many(3, { added: 3_000 })
const lateTools: Step = { added: 300, hidden: 20_000 }
const denseText: Step = { added: 15_000, factor: 4 }
const lostTools = [{ added: 3_000, hidden: 60_000 }, ...many(2, { added: 3_000 })]
const noTools: Step = { added: 300, hidden: 0 }

const tooLow = (sent: readonly Sent[], share = 0.9): readonly Sent[] =>
  sent.filter(({ forecast, real }) => forecast < share * real)

describe("honest reports of a prompt that changed where nobody counts", () => {
  it.each<[string, readonly Step[]]>([
    ["tools that come late", [...grown, lateTools, ...many(8, { added: 100 })]],
    ["one step of dense text", [...grown, denseText, ...many(6, { added: 300 })]],
    [
      "tools that come late beside many others",
      [{ added: 3_000, hidden: 40_000 }, ...grown, { added: 300, hidden: 60_000 }, { added: 100 }],
    ],
  ])("lift the forecast at once for %s", (_, steps) => {
    const change = steps.findIndex((step) => step === lateTools || step === denseText)
    expect(tooLow(playReports(steps).slice(change < 0 ? 5 : change + 1))).toEqual([])
  })

  it.each<[string, readonly Step[]]>([
    [
      "tools that came late",
      [{ added: 30_000 }, { added: 20_000 }, { added: 3_000 }, lateTools, { added: 12_000 }],
    ],
    ["a step of dense text", [...grown, denseText, { added: 14_000 }]],
  ])("let nothing pass over the limit behind %s", (_, steps) => {
    const last = playReports(steps).slice(4)
    expect(last.map(({ real }) => real > LIMIT)).toEqual([true])
    expect(tooLarge(last)).toEqual([])
  })

  it("let the forecast fall when tools are gone", () => {
    const sent = playReports([...lostTools, noTools, ...many(8, { added: 400 })]).slice(4)
    expect(sent.filter(({ forecast, real }) => forecast > 1.5 * real)).toEqual([])
  })

  it("refuse no large paste when tools are gone", () => {
    const sent = playReports([...lostTools, noTools, ...many(3, { added: 13_000 })]).slice(4)
    expect(sent.filter(({ forecast }) => forecast > LIMIT)).toEqual([])
  })
})

describe("thinking that comes back in prompts, and is not told as reasoning", () => {
  it.each<[string, readonly Step[], number]>([
    [
      "in a session that has not thought before",
      [{ added: 5_000 }, ...many(2, { added: 2_000 }), ...many(20, { added: 600, thinks: 4_000 })],
      5,
    ],
    ["from the first answer on", many(22, { added: 1_200, thinks: 4_000 }), 2],
  ])("is foreseen as soon as one answer has shown it, %s", (_, steps, from) => {
    const sent = playReports(steps)
    expect(tooLow(sent.slice(from))).toEqual([])
    expect(sent.some(({ real }) => real > LIMIT)).toBe(true)
    expect(tooLarge(sent)).toEqual([])
  })
})

const up = (tokens: number): number => tokens + 79_000

describe("reports with the same amount on top", () => {
  it("cost one refused prompt, while they go on", () => {
    const sent = playReports(many(12, { added: 300, lie: up }).with(1, { added: 1_500, lie: up }))
    expect(refusedSmall(sent)).toHaveLength(1)
  })

  it("cost one refused prompt, and none when later ones are right", () => {
    const lies = [
      { added: 300, lie: up },
      { added: 2_000, lie: up },
    ]
    expect(refusedSmall(playReports([...lies, ...many(8, { added: 300 })]))).toHaveLength(1)
  })
})

describe("one report almost as large as the context, after honest ones", () => {
  it("costs at most one refused prompt of any size", () => {
    const sent = playReports([
      { added: 10_000 },
      ...many(2, { added: 10_000 }),
      { added: 300, lie: () => 95_000 },
      ...many(4, { added: 300 }),
    ])
    expect(sent.filter(({ forecast }) => forecast > LIMIT)).toHaveLength(1)
  })
})
