import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { capResult } from "../../src/dispatch/wave/cap-result.ts"
import type { ResultCap } from "../../src/dispatch/wave/result-cap.ts"
import { createTokenCounter } from "../../src/host/tokens.ts"
import { PLACEHOLDER_PATTERN } from "../../src/session/texts.ts"
import {
  DIRECT,
  FILE,
  LONG_PATH,
  REPORT,
  SUMMARY,
  cappedResult,
  pointerOf,
  prose,
  quarter,
} from "../builders/capped-result.ts"
import { holds } from "../builders/holds.ts"
import { anyText } from "../builders/any-text.ts"
import { hostileTexts } from "../builders/hostile-texts.ts"

const exact = createTokenCounter({})
await exact.ready()

describe("a result that fits", () => {
  it.each<[string, string, ResultCap]>([
    ["its tokens and lines", "One.\n\nTwo.\n", { form: "summary", lines: 3, tokens: 20 }],
    ["what needs no preview", "a".repeat(80), { ...DIRECT, offload: previewOf(80) }],
    ["as it is empty", "", FILE],
  ])("%s is not changed", (_, text, as) => {
    expect(cappedResult(text, as)).toBe(text)
  })

  it.each<[string, string, ResultCap]>([
    ["one line", "One.\n\nTwo.\nThree.", { form: "summary", lines: 3, tokens: 90 }],
    ["one character", "a".repeat(801), { ...DIRECT, offload: previewOf(800) }],
  ])("but for %s is changed", (_, text, as) => {
    expect(cappedResult(text, as)).toContain("[compacted: result, ")
  })
})

function previewOf(chars: number) {
  return { chars, previewChars: 200, previewLines: 4 }
}

describe("a summary", () => {
  it("keeps headings, findings, beginning and end, and tells where the rest is", () => {
    const { handle, tokens } = pointerOf(REPORT)
    expect(
      cappedResult(REPORT, { form: "summary", lines: 12, tokens: 200 }).split("\n"),
    ).toStrictEqual([
      "The review is finished: the parser drops the last token.",
      "## Findings",
      "- critical: `src/parse.ts:12` drops the last token",
      ...prose(2),
      "1. The lexer is slow.",
      "TypeError: undefined is not a function",
      `[compacted: result, 407 lines of 417; recall ${handle}]`,
      "See src/lexer/scan.ts for the rest.",
      ...prose(10).slice(9),
      "Next: mend the parser.",
      `Whole result, ${tokens} tokens: recall ${handle}, or /tmp/r/1.txt`,
    ])
  })

  it("keeps errors before other findings, and some room for its end", () => {
    const text = [
      ...Array.from({ length: 50 }, (_, at) => `- note ${at}`),
      ...Array.from({ length: 12 }, (_, at) => `error: number ${at}`),
      ...prose(20),
      "The end.",
    ].join("\n")
    const kept = cappedResult(text, SUMMARY).split("\n")
    expect(kept.filter((line) => line.startsWith("error"))).toHaveLength(12)
    expect(kept.filter((line) => line.startsWith("- note")).length).toBeGreaterThan(5)
    expect(kept.at(-2)).toBe("The end.")
  })

  it("keeps no comment in code for a heading", () => {
    const text = [...prose(30), "```sh", "# a comment", "```", ...prose(30), "# A heading"].join(
      "\n",
    )
    const kept = cappedResult(text, { form: "summary", lines: 5, tokens: 90 }).split("\n")
    expect(kept).toContain("# A heading")
    expect(kept).not.toContain("# a comment")
  })

  it("clips what is too long for it, and says how much is left out of a single line", () => {
    const text = `Begins ${"word ".repeat(4_000)}and ends`
    const capped = cappedResult(text, SUMMARY)
    const [line, note] = capped.split("\n")
    expect(line).toMatch(/^Begins (?:word )+(?:w\S*)? ?… .*and ends$/)
    expect(note).toMatch(/^\[compacted: result, \d+ characters of 20015; recall [0-9a-f]{8}\]$/)
    expect(quarter(capped)).toBeGreaterThan(450)
  })

  it("counts as left out the lines that it does not show, and no blank ones", () => {
    const text = prose(60)
      .flatMap((line) => [line, "", "  "])
      .join("\n")
    const kept = cappedResult(text, SUMMARY).split("\n")
    const shown = kept.filter((line) => line.startsWith("Step ")).length
    expect(kept).toContain(
      `[compacted: result, ${60 - shown} lines of 60; recall ${pointerOf(text).handle}]`,
    )
  })

  it("counts of lines that are only clipped the characters that are gone", () => {
    const lines = ["one", "two", "three"].map((name) => `${name} ${"word ".repeat(400)}end`)
    const text = lines.join("\n\n")
    const kept = cappedResult(text, SUMMARY).split("\n")
    const shown = kept.slice(0, 3).reduce((sum, line) => sum + line.length, 0)
    expect(kept[3]).toBe(
      `[compacted: result, ${lines.join("").length - shown} characters of ${text.length}; recall ${pointerOf(text).handle}]`,
    )
  })

  it.each([499, 500, 501, 502])("cuts no character in two, within %i tokens", (tokens) => {
    const text = "😀".repeat(9_000)
    expect(cappedResult(text, { ...SUMMARY, tokens })).not.toMatch(/\p{Surrogate}/u)
    expect(cappedResult(text, { ...FILE, tokens: tokens - 450 })).not.toMatch(/\p{Surrogate}/u)
  })

  it("is its note and path alone where it has nothing but blank lines", () => {
    const text = "\n".repeat(4_000)
    const { handle } = pointerOf(text)
    expect(cappedResult(text, SUMMARY)).toBe(
      `[compacted: result, 0 characters of 4000; recall ${handle}]\nWhole result, 1000 tokens: recall ${handle}, or /tmp/r/1.txt`,
    )
  })

  it("leaves the path out where it would take more than half of it", () => {
    const pointer = pointerOf(REPORT, LONG_PATH)
    expect(cappedResult(REPORT, SUMMARY, { pointer })).toContain(LONG_PATH)
    expect(cappedResult(REPORT, { ...SUMMARY, tokens: 60 }, { pointer })).not.toContain(LONG_PATH)
  })

  it("takes line ends of Windows for line ends", () => {
    expect(cappedResult(REPORT.replaceAll("\n", "\r\n"), SUMMARY)).not.toContain("\r")
  })
})

describe("a preview", () => {
  it("has no more lines and characters than it may have, and its pointer", () => {
    const capped = cappedResult(REPORT, { ...DIRECT, offload: previewOf(1_000) }).split("\n")
    const preview = capped.filter((line) => !/^(?:\[compacted|Whole result)/.test(line))
    expect(capped).toHaveLength(preview.length + 2)
    expect(preview.length).toBeLessThanOrEqual(4)
    expect(preview.join("\n").length).toBeLessThanOrEqual(200)
    expect(preview).toContain("The review is finished: the parser drops the last token.")
  })

  it("is the same in a window that is not known", () => {
    const offload = previewOf(1_000)
    expect(cappedResult(REPORT, { form: "direct", tokens: Infinity, offload })).toBe(
      cappedResult(REPORT, { ...DIRECT, offload }),
    )
  })

  it("of a result by file has its three lines, of no more characters", () => {
    const offload = { chars: 100, previewChars: 30, previewLines: 1 }
    const [outcome, ...below] = cappedResult(REPORT, { ...FILE, offload }).split("\n")
    expect(outcome).toBe("The review is finished: the p…")
    expect(below).toHaveLength(2)
  })
})

describe("any capped result", () => {
  const piece = fc.oneof(
    anyText({ maxLength: 60 }),
    fc.constantFrom("\r\n", "\n\n", "\n# Heading\n", "\n- critical: it fails\n", "```", "\uD83D"),
    fc.constantFrom(
      "[compacted: result, 3 lines of 9; recall 0a1b2c3d]",
      "长".repeat(90),
      "\u0000",
    ),
    fc.constantFrom("word ".repeat(200), "a".repeat(3_000), "\nsrc/a.ts\n", "$&"),
  )
  const text = fc.array(piece, { maxLength: 60 }).map((pieces) => pieces.join(""))
  const anyCap = fc.constantFrom<ResultCap>(
    FILE,
    SUMMARY,
    { ...SUMMARY, tokens: 51 },
    { form: "direct", tokens: 60 },
    { form: "direct", tokens: 700 },
    { form: "summary", lines: 3, tokens: 90 },
  )
  const path = fc.constantFrom("/tmp/r/1.txt", LONG_PATH)
  const counts = fc.constantFrom(quarter, exact.count)

  it("has no more lines and tokens than it may have, and is what comes of it again", () => {
    holds(
      fc.property(text, anyCap, path, counts, (whole, as, where, count) => {
        const pointer = pointerOf(whole, where)
        const capped = capResult({ text: whole, cap: as, count, pointer })
        expect(count(capped)).toBeLessThanOrEqual(as.tokens)
        expect(capped.trimEnd().split("\n").length).toBeLessThanOrEqual(as.lines ?? Infinity)
        expect(capResult({ text: capped, cap: as, count, pointer })).toBe(capped)
        expect(capResult({ text: whole, cap: as, count, pointer })).toBe(capped)
        expect(capped === whole || capped.includes(`recall ${pointer.handle}`)).toBe(true)
      }),
      150,
    )
  })

  it("has a placeholder where lines of it are left out", () => {
    expect(cappedResult(REPORT, SUMMARY)).toMatch(PLACEHOLDER_PATTERN)
    expect(cappedResult(REPORT, DIRECT)).not.toMatch(PLACEHOLDER_PATTERN)
  })

  it.each(hostileTexts(50_000))("of %s has no more tokens than it may have", (_, whole) => {
    const sizes = [DIRECT, SUMMARY, FILE].map((as) => quarter(cappedResult(whole, as)) - as.tokens)
    expect(Math.max(...sizes)).toBeLessThanOrEqual(0)
  })
})
