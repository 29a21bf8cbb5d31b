import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { shorten } from "../../src/session/shorten.ts"
import { testCount } from "../builders/meter.ts"
import { fileLines } from "../builders/transcript.ts"

const handle = "1a2b3c4d"
const shortened = (text: string, tokens: number): string =>
  shorten({ text, tokens, size: testCount(text), handle, count: testCount })

describe("a shortened text", () => {
  it("keeps head and tail by whole lines, and says what is gone", () => {
    const lines = fileLines("alpha", 100)
    expect(shortened(lines.join("\n"), 60)).toBe(
      [...lines.slice(0, 4), "[compacted 94 lines here; recall 1a2b3c4d]", ...lines.slice(-2)].join(
        "\n",
      ),
    )
  })

  it("cuts inside a line where there are none", () => {
    expect(shortened("a".repeat(1_000), 30)).toBe(
      `${"a".repeat(38)}\n[compacted 1 line here; recall 1a2b3c4d]\n${"a".repeat(25)}`,
    )
  })

  it("is the note alone where nothing else fits", () => {
    expect(shortened("a".repeat(1_000), 5)).toBe("[compacted 1 line here; recall 1a2b3c4d]")
  })

  const text = fc
    .array(fc.string({ unit: fc.constantFrom("a", " ", "\n", "漢", "👩‍👧", "é", "\r\n") }), {
      minLength: 20,
    })
    .map((pieces) => pieces.join("\n").repeat(20))
  const bound = fc.integer({ min: 40, max: 400 })
  const note = /\[compacted \d+ lines? here; recall 1a2b3c4d\]/

  it("is never over its bound, and made of the text's own ends", () => {
    fc.assert(
      fc.property(text, bound, (whole, tokens) => {
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
