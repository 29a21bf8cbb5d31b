import { expect, it } from "vitest"
import { shortenTogether } from "../../src/session/shorten-together.ts"
import { testCount } from "../builders/meter.ts"
import { fileLines } from "../builders/transcript.ts"

const given = (name: string, lines: number) => {
  const text = fileLines(name, lines).join("\n")
  return { text, size: testCount(text), handle: "1a2b3c4d" }
}
const long = given("alpha", 200)
const other = given("beta", 100)
const short = given("gamma", 5)
const texts = [long, short, other]
const sum = (all: readonly string[]): number =>
  all.reduce((total, text) => total + testCount(text), 0)
const at = (tokens: number) => shortenTogether({ texts, tokens, count: testCount })

it("texts that fit together stay whole", () => {
  expect(at(sum(texts.map(({ text }) => text)))).toEqual(texts.map(({ text }) => text))
})

it("of texts that do not fit together the largest is shortened", () => {
  const [first = "", ...others] = at(1_500)
  expect(others).toEqual([short.text, other.text])
  expect(first.split("\n")[0]).toBe("alpha line 1 of the file")
})

it.each([200, 500, 1_000, 1_500])("texts share %i tokens, and fill them", (tokens) => {
  const size = sum(at(tokens))
  expect(size).toBeLessThanOrEqual(tokens)
  expect(size).toBeGreaterThan(0.9 * tokens)
})

it("texts that are shortened come to one size", () => {
  const sizes = at(600).map(testCount)
  expect(Math.abs((sizes[0] ?? 0) - (sizes[2] ?? 0))).toBeLessThan(15)
  expect(sizes[1]).toBe(short.size)
})
