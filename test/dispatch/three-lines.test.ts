import { describe, expect, it } from "vitest"
import { capResult } from "../../src/dispatch/wave/cap-result.ts"
import { digest } from "../../src/host/digest.ts"
import { createTokenCounter } from "../../src/host/tokens.ts"
import { handleOf } from "../../src/session/handle.ts"
import {
  FILE,
  LONG_PATH,
  REPORT,
  cappedResult,
  pointerOf,
  quarter,
} from "../builders/capped-result.ts"

const exact = createTokenCounter({})
await exact.ready()

const figures = (text: string, critical: number): string =>
  `critical: ${critical}; whole result: ${quarter(text)} tokens, recall ${handleOf(digest(text))}`

describe("a result by file", () => {
  it("is its outcome, its figures and its path", () => {
    expect(cappedResult(REPORT, FILE)).toBe(
      `The review is finished: the parser drops the last token.\n${figures(REPORT, 1)}\n/tmp/r/1.txt`,
    )
  })

  it.each<[string, string, string]>([
    ["behind a heading", "# Report\n\nIt works.", "It works."],
    ["behind an introduction", "Here is what I found:\n\n- The cache leaks.\n", "The cache leaks."],
    ["behind code", "```\nnpm test\n```\n1) All of it passes.", "All of it passes."],
    [
      "of which only the first is told",
      "It works on v1.2 now. More later.",
      "It works on v1.2 now.",
    ],
    [
      "in a script without spaces",
      "所有的测试现在都已经通过了没有问题。其余的以后再说。",
      "所有的测试现在都已经通过了没有问题。",
    ],
    ["of a result that has nothing but a heading", "## Done", "Done"],
    ["of a result that has nothing but code", "```\nnpm test\n```", "npm test"],
  ])("tells an outcome %s", (_, start, outcome) => {
    const text = `${start}${"\n".repeat(2_000)}`
    expect(cappedResult(text, { ...FILE, tokens: 60 }).split("\n")[0]).toBe(outcome)
  })

  it.each<[number, string]>([
    [3, "A critical flaw.\nCRITICAL: two\n- **critical** three, and critical again"],
    [0, "No critical issues.\n0 critical\ncritical: 0\nCritical issues: none\nnon-critical"],
    [0, "critically uncritical hypercritical critical-path"],
    [1, "no critical warnings, but one critical error"],
    [1, "critical: 0.5 s too slow"],
  ])("counts %i critical lines", (critical, start) => {
    const text = `${start}${"\n".repeat(2_000)}`
    expect(cappedResult(text, FILE).split("\n")).toContain(figures(text, critical))
  })

  it("leaves out a path that leaves no room for words", () => {
    const pointer = pointerOf(REPORT, LONG_PATH)
    expect(cappedResult(REPORT, FILE, { pointer, count: exact.count }).split("\n")).toStrictEqual([
      "The review is finished: the parser drops the last token.",
      figures(REPORT, 1),
    ])
  })

  it("of twenty agents with 8000 tokens each takes no more than 3000 tokens with four syntheses", () => {
    const words = ["parser", "token", "critical", "src/a.ts", "cache", "fails", "so", "the"]
    const texts = Array.from({ length: 20 }, (_, agent) =>
      Array.from({ length: 640 }, (_line, at) =>
        Array.from({ length: 9 }, (_word, by) => words[(agent + at * by) % words.length]).join(" "),
      ).join("\n"),
    )
    const capped = texts.map((text) => {
      const pointer = { ...pointerOf(text, LONG_PATH), tokens: exact.count(text) }
      return capResult({ text, cap: FILE, count: exact.count, pointer })
    })
    expect(Math.min(...texts.map(exact.count))).toBeGreaterThan(6_000)
    expect(Math.max(...capped.map(exact.count))).toBeLessThanOrEqual(50)
    expect(capped.reduce((sum, text) => sum + exact.count(text), 4 * 500)).toBeLessThanOrEqual(
      3_000,
    )
  })
})
