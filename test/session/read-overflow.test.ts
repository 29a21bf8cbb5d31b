import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { readOverflow } from "../../src/session/read-overflow.ts"
import { holds } from "../builders/holds.ts"

const named = (size: string): string => `This model's maximum context length is ${size} tokens.`

describe("the size in a provider's refusal", () => {
  it.each<[string, number | undefined]>([
    ["128000", 128_000],
    ["128,000", 128_000],
    ["1,048,576", 1_048_576],
    ["1_048_576", 1_048_576],
    ["128k", 128_000],
    ["(262144)", 262_144],
    ["512", 512],
    ["511", undefined],
    ["0", undefined],
    ["-5", undefined],
    ["NaN", undefined],
    ["1e30", undefined],
    ["128000e30", undefined],
    ["128.000", undefined],
    ["12,34", undefined],
    ["99999999", 99_999_999],
    ["200000000", undefined],
    ["9".repeat(40), undefined],
  ])("written as %s is %s", (size, context) => {
    expect(readOverflow(`Too long. ${named(size)}`)?.context).toBe(context)
  })

  it("is the first one that is named", () => {
    expect(readOverflow(`${named("64000")} ${named("600")} prompt is too long: 9 > 800`)).toEqual({
      context: 64_000,
    })
  })

  it.each([
    "tokens per minute",
    "tokens/min",
    "input tokens per day",
    "/s",
    "characters",
    "bytes",
    "MB",
  ])("is none where it counts %s", (unit) => {
    expect(readOverflow(`Refused: maximum context length is 9000 ${unit}`)).toBeUndefined()
  })

  it("is read beside words of a rate, but no refusal without it is", () => {
    expect(readOverflow(`${named("9000")} See the page on rate limits.`)).toEqual({
      context: 9_000,
    })
    expect(readOverflow("Prompt is too long. See the page on rate limits.")).toBeUndefined()
  })

  it("is none where its words are an echo", () => {
    const sent = "why does it say maximum context length is 600 tokens?"
    const isEcho = (words: string): boolean => sent.includes(words.toLowerCase())
    const echo = `Invalid prompt "${sent}"`
    expect(readOverflow(echo, isEcho)).toBeUndefined()
    expect(readOverflow(`${echo}: ${named("9000")}`, isEcho)).toEqual({ context: 9_000 })
    expect(readOverflow(`${echo}: prompt is too long`, isEcho)).toEqual({ context: undefined })
  })

  it("is looked for in a bounded number of places, whatever the text repeats", () => {
    const lookups: string[] = []
    const isEcho = (words: string): boolean => lookups.push(words) > 0
    const many = "prompt is too long: 9 > 800 maximum context length is 900 ".repeat(60)
    expect(readOverflow(many, isEcho)).toBeUndefined()
    expect(lookups.length).toBeLessThanOrEqual(32)
  })

  it("is none where its words stand far behind others", () => {
    expect(readOverflow(`${"x".repeat(4_000)} ${named("9000")}`)).toBeUndefined()
  })
})

it("a provider's words never throw, and give no size that no model has", () => {
  const piece = fc.constantFrom(
    "maximum context length is ",
    "prompt is too long: ",
    "exceed context limit: ",
    '{"error":',
    "}",
    "[",
    " tokens > ",
    " + ",
    "(",
  )
  const text = fc.array(fc.oneof(piece, fc.string(), fc.nat().map(String)), { maxLength: 30 })
  holds(
    fc.property(text, (parts) => {
      const { context = 512 } = readOverflow(parts.join("")) ?? {}
      expect(context).toBeGreaterThanOrEqual(512)
      expect(context).toBeLessThanOrEqual(100_000_000)
    }),
  )
})
