import { beforeAll, describe, expect, it } from "vitest"
import { createTokenCounter } from "../../../src/host/tokens.ts"
import { digestText } from "../../../src/session/compact/digest-text.ts"
import { bindingLines } from "../../../src/session/compact/telling-lines.ts"

const { ready, count } = createTokenCounter({})
beforeAll(ready)

const handle = "1a2b3c4d"
const digest = (text: string, tokens: number): string =>
  digestText({ text, tokens, size: count(text), handle, count })

const prose = (lines: number): string[] =>
  Array.from({ length: lines }, (_, index) => `Paragraph ${index} tells of the weather in a town.`)

const rule = (at: number): string => `You must keep rule ${at}.`

describe("the digest of a long text", () => {
  it("has the lines that bind, decide and failed, then head and tail", () => {
    const lines = prose(40)
    lines[10] = "You must not change the public API."
    lines[20] = "We decided to keep the old parser."
    lines[30] = "TypeError: cannot read properties of undefined"
    expect(digest(lines.join("\n"), 100).split("\n")).toEqual([
      "[compacted 34 lines here; recall 1a2b3c4d]",
      lines[0],
      lines[1],
      "…",
      lines[10],
      "…",
      lines[20],
      "…",
      lines[30],
      "…",
      lines[39],
    ])
  })

  it("has a part of the line that is longer than all it may have", () => {
    const json = `{"rows": [${"1234, ".repeat(5_000)}]}`
    const [note, first, part, ...rest] = digest(`Why does this fail?\n${json}`, 100).split("\n")
    expect({ note, first, rest }).toEqual({
      note: "[compacted 1 line here; recall 1a2b3c4d]",
      first: "Why does this fail?",
      rest: [],
    })
    expect(part).toMatch(/^\{"rows": \[1234, (?:1234,? ?){8,}\d*,? ?…$/)
  })

  const LONG = `rows: ${"1234, ".repeat(5_000)}end`

  it("shows the beginning of one line that has no room, and of no other gap", () => {
    const gaps = [3, 4, 5].flatMap((at) => [LONG.replace("rows", `rows ${at}`), rule(at)])
    const lines = ["Why?", LONG, ...gaps, LONG]
    const [, first, part = "", ...rest] = digest(lines.join("\n"), 150).split("\n")
    expect(first).toBe("Why?")
    expect(part).toMatch(/^rows: 1234, .*…$/)
    expect(rest).toEqual([rule(3), "…", rule(4), "…", rule(5), "…"])
  })

  it("goes on from its end where a long line stops its beginning", () => {
    const lines = ["Why?", LONG, ...prose(8)]
    const shown = digest(lines.join("\n"), 200).split("\n")
    expect(shown.slice(3)).toEqual(prose(8))
    expect(shown[2]).toMatch(/^rows: 1234, .*…$/)
  })

  it("goes on from its beginning where a long line stops its end", () => {
    const lines = [...prose(8), LONG]
    const shown = digest(lines.join("\n"), 200).split("\n")
    expect(shown.slice(1, 9)).toEqual(prose(8))
    expect(shown[9]).toMatch(/^rows: 1234, .*…$/)
  })

  it("tells what failed once, however often it failed", () => {
    const failed = "Error: disk full"
    const lines = [...prose(20), ...Array.from({ length: 20 }, () => failed), ...prose(20)]
    const shown = digest(lines.join("\n"), 100).split("\n")
    expect(shown.filter((line) => line === failed)).toEqual([failed])
  })

  it("keeps room for its beginning and end where much failed", () => {
    const failed = Array.from({ length: 100 }, (_, at) => `Error ${at}: disk ${at} is full`)
    const lines = [...prose(20), ...failed, ...prose(20)]
    const shown = digest(lines.join("\n"), 300).split("\n")
    const share = shown.filter((line) => line.startsWith("Error")).length / shown.length
    expect([shown[1], shown.at(-1)]).toEqual([lines[0], lines.at(-1)])
    expect(share).toBeGreaterThan(0.4)
  })

  it("counts as left out what is neither shown nor empty", () => {
    const lines = prose(40).flatMap((line) => [line, ""])
    const [note, ...shown] = digest(lines.join("\n"), 100).split("\n")
    const left = 40 - shown.filter((line) => line.startsWith("Paragraph")).length
    expect(note).toBe(`[compacted ${left} lines here; recall 1a2b3c4d]`)
  })

  it("is found without counting a long line, or any line twice", () => {
    const counted: string[] = []
    const lines = ["Why?", LONG.repeat(20), ...prose(90), LONG.repeat(30)]
    const text = lines.join("\n")
    digestText({
      text,
      tokens: 200,
      size: count(text),
      handle,
      count: (piece) => {
        counted.push(piece)
        return count(piece)
      },
    })
    const longest = Math.max(...counted.map(({ length }) => length))
    expect(longest).toBeLessThan(4_000)
    expect(new Set(counted).size).toBe(counted.length)
  })

  it("is found with few counts where hundreds of lines that failed have no room", () => {
    let counts = 0
    const counted = (piece: string): number => {
      counts++
      return count(piece)
    }
    const failed = Array.from({ length: 500 }, (_, at) => `Error ${at}: ${"no disk ".repeat(60)}`)
    const text = failed.join("\n")
    digestText({ text, tokens: 60, size: count(text), handle, count: counted })
    expect(counts).toBeLessThan(100)
  })

  it("is head and tail where the text is one line", () => {
    const text = `START ${"lorem ipsum ".repeat(5_000)}END`
    expect(digest(text, 60)).toMatch(
      /^START [a-z ]+\n\[compacted 1 line here; recall 1a2b3c4d\]\n[a-z ]+END$/,
    )
  })

  it("is the note where the text is empty", () => {
    expect(digest("", 60)).toBe("[compacted 0 lines here; recall 1a2b3c4d]\n")
  })

  const TEXTS: readonly (readonly [string, string])[] = [
    ["prose", prose(400).join("\n")],
    ["binding lines alone", Array.from({ length: 400 }, (_, at) => `never do ${at}`).join("\n")],
    ["error lines alone", "fatal error: disk full\n".repeat(400)],
    ["Chinese", "必须先运行测试,再提交代码。\n配置文件在仓库的根目录。\n".repeat(200)],
    ["one line of Chinese", "配置文件在仓库的根目录。".repeat(400)],
    ["one line of symbols", "👩‍👧".repeat(2_000)],
    ["blank lines", "\n".repeat(4_000)],
    ["a long line between short ones", `a\n${"b ".repeat(20_000)}\nc`],
  ]

  describe.each(TEXTS)("of %s", (_, text) => {
    it.each([40, 60, 200, 1_000])("has at most %i tokens", (tokens) => {
      expect(count(digest(text, tokens))).toBeLessThanOrEqual(tokens)
    })

    it("has every binding line verbatim", () => {
      const shown = digest(text, 200).split("\n")
      const binding = bindingLines({ text, tokens: 200, count })
      expect(binding.filter((line) => !shown.includes(line))).toEqual([])
    })
  })

  describe.each(TEXTS.filter(([name]) => name !== "blank lines"))("of %s", (_, text) => {
    it.each([200, 1_000])("has most of the %i tokens that it may have", (tokens) => {
      expect(count(digest(text, tokens))).toBeGreaterThan(0.84 * Math.min(tokens, count(text)))
    })
  })
})
