import * as fc from "fast-check"
import { beforeAll, describe, expect, it } from "vitest"
import { createTokenCounter } from "../../src/host/tokens.ts"
import { shorten } from "../../src/session/shorten.ts"
import { testCount } from "../builders/meter.ts"
import { fileLines } from "../builders/transcript.ts"
import { holds } from "../builders/holds.ts"

const exact = createTokenCounter({})
beforeAll(exact.ready)

const handle = "1a2b3c4d"
const note = /\[compacted \d+ lines? here; recall 1a2b3c4d\]/
const shortened = (text: string, tokens: number): string =>
  shorten({ text, tokens, size: testCount(text), handle, count: testCount })

/** A mark weighs as much as forty other characters. */
const weigh = (text: string): number => Math.ceil(text.length / 40 + text.split("#").length - 1)

describe("a shortened text", () => {
  it("keeps head and tail by whole lines, and says what is gone", () => {
    const lines = fileLines("alpha", 100)
    expect(shortened(lines.join("\n"), 60)).toBe(
      [...lines.slice(0, 4), "[compacted 93 lines here; recall 1a2b3c4d]", ...lines.slice(-3)].join(
        "\n",
      ),
    )
  })

  it("cuts inside a line where there are none", () => {
    expect(shortened("a".repeat(1_000), 30)).toBe(
      `${"a".repeat(45)}\n[compacted 1 line here; recall 1a2b3c4d]\n${"a".repeat(30)}`,
    )
  })

  it("is the note alone where nothing else fits", () => {
    expect(shortened("a".repeat(1_000), 5)).toBe("[compacted 1 line here; recall 1a2b3c4d]")
  })

  const anyText = fc
    .array(fc.string({ unit: fc.constantFrom("a", " ", "\n", "漢", "👩‍👧", "é", "\r\n") }), {
      minLength: 20,
    })
    .map((pieces) => pieces.join("\n").repeat(20))
  const bound = fc.integer({ min: 40, max: 400 })
  const dense = Array.from({ length: 400 }, (_, at) => `${at} #@!$%^ ${at * at}`).join("\n")
  const plain = "The parser reads tokens and builds a tree out of them.\n".repeat(300)
  it.each([
    ["is alike", plain],
    ["has dense ends", `${dense}\n${plain}${dense}`],
    ["has a dense middle", `${plain}${dense}\n${plain}`],
    ["is one line", plain.replaceAll("\n", " ")],
  ])("has nearly all that it may have where the whole %s", (_, whole) => {
    const size = exact.count(whole)
    const filled = [60, 200, 1_000].map((tokens) => {
      const short = shorten({ text: whole, tokens, size, handle, count: exact.count })
      return exact.count(short) / tokens
    })
    expect(filled.filter((share) => share < 0.9 || share > 1)).toEqual([])
  })

  it("has nearly all that it may have of a large whole whose ends weigh far less than its middle", () => {
    const light = "a line of light words\n".repeat(20_000)
    const whole = `${light}${"#".repeat(200_000)}\n${light}`
    const short = shorten({ text: whole, tokens: 300, size: weigh(whole), handle, count: weigh })
    expect(weigh(short)).toBeLessThanOrEqual(300)
    expect(weigh(short)).toBeGreaterThan(270)
  })

  it("counts no empty lines as gone", () => {
    const lines = fileLines("alpha", 100).flatMap((line) => [line, ""])
    const short = shortened(lines.join("\n"), 60)
    const shown = short.split("\n").filter((line) => line.startsWith("alpha")).length
    expect(short).toContain(`[compacted ${100 - shown} lines here; recall 1a2b3c4d]`)
  })

  it("has a cut line where that is most of an end", () => {
    const lines = Array.from({ length: 9 }, (_, at) => `${at} ${"word ".repeat(90)}`)
    const [head = "", tail = ""] = shortened(lines.join("\n"), 200).split(note)
    expect(head.trimEnd().split("\n")).toEqual([expect.stringMatching(/^0 (?:word ?)+/)])
    expect(head.length).toBeGreaterThan(350)
    expect(tail.trim().length).toBeGreaterThan(220)
  })

  it("has a little more head than tail", () => {
    const [head = "", tail = ""] = shortened("a".repeat(9_000), 400).split(note)
    expect(head.length / (head.length + tail.length)).toBeCloseTo(0.6, 1)
  })

  it("is found in a few counts, however large the whole", () => {
    let counts = 0
    const count = (text: string): number => {
      counts++
      return testCount(text)
    }
    shorten({ text: `${plain}${dense}`.repeat(50), tokens: 500, size: 300_000, handle, count })
    expect(counts).toBeLessThanOrEqual(11)
  })

  it("is never over its bound, and made of the text's own ends", () => {
    holds(
      fc.property(anyText, bound, (whole, tokens) => {
        fc.pre(testCount(whole) > tokens)
        const short = shortened(whole, tokens)
        const [head = "", tail = ""] = short.split(note)
        expect({
          fits: testCount(short) <= tokens,
          head: whole.startsWith(head.replace(/\n$/, "")),
          tail: whole.endsWith(tail.replace(/^\n/, "")),
          characters: !/\p{Surrogate}/u.test(short),
        }).toEqual({ fits: true, head: true, tail: true, characters: true })
      }),
    )
  })
})
