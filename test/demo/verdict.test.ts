import { describe, expect, it } from "vitest"
import type { Measures } from "./comparison.ts"
import { isComparable, problems, verdict } from "./verdict.ts"
import type { Half } from "./verdict.ts"

const measures = (changes: Partial<Measures> = {}): Measures => ({
  requests: 70,
  calls: 80,
  refused: 0,
  overLimit: 0,
  errors: 0,
  summaries: 0,
  largest: 20_000,
  sentTokens: 1_000_000,
  prefixBreaks: 0,
  cost: 500_000,
  ...changes,
})

const half = (changes: Partial<Half> = {}): Half => ({
  measures: measures(),
  journaled: 70,
  aborted: undefined,
  ...changes,
})

const hung = "Waited 360 s for the host to end a turn"

describe("the problems of a demo", () => {
  it("are none when both sessions went through", () => {
    const halves = { without: half({ journaled: 0 }), withPlugin: half() }
    expect(isComparable(halves)).toBe(true)
    expect(problems(halves)).toEqual([])
  })

  it.each([
    ["without the plugin", { without: half({ aborted: hung }), withPlugin: half() }],
    ["with the plugin", { without: half(), withPlugin: half({ aborted: hung }) }],
  ])("name the session %s that was broken off, whose figures do not count", (name, halves) => {
    expect(isComparable(halves)).toBe(false)
    expect(problems(halves)).toEqual([
      `The session ${name} was broken off, its figures do not count: ${hung}`,
    ])
  })

  it("are refused requests and a missing journal with the plugin, not without it", () => {
    const refused = half({ measures: measures({ refused: 3 }), journaled: 0 })
    expect(problems({ without: refused, withPlugin: half() })).toEqual([])
    expect(problems({ without: half(), withPlugin: refused })).toEqual([
      expect.stringContaining("no journal"),
      expect.stringContaining("3 requests were too large"),
    ])
  })
})

describe("the verdict", () => {
  it("tells the troubles of both, what is better and what is worse", () => {
    const without = measures({ refused: 2, errors: 1, summaries: 4, sentTokens: 2_000_000 })
    expect(verdict(without, measures({ prefixBreaks: 3 }))).toBe(
      "Without the plugin: 2 requests refused, 1 run with an error; with it: none. " +
        "Better: summaries 4→0, tokens sent −50 %. Worse: prefix breaks 0→3.",
    )
  })
})
