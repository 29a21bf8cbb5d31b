import * as fc from "fast-check"
import { beforeAll, expect, it } from "vitest"
import { createTokenCounter } from "../../../src/host/tokens.ts"
import { boundSections } from "../../../src/session/facts/bound-sections.ts"
import { renderSections } from "../../../src/session/facts/fact-sections.ts"
import { holds } from "../../builders/holds.ts"

const exact = createTokenCounter({})
beforeAll(exact.ready)

const section = (title: string, ...lines: readonly string[]) => ({
  title,
  lines: lines.map((text) => ({ text, needle: text })),
})
/** One token a word, the mark of an item among them. */
const count = (text: string): number => text.split(" ").length
const sections = [section("Rules", "one a", "two b", "three c"), section("Todos", "write it")]

it.each([
  ["all where there is enough", 14, sections],
  [
    "the newest of each where there is not",
    13,
    [section("Rules", "two b", "three c"), section("Todos", "write it")],
  ],
  [
    "the newest alone in less room",
    10,
    [section("Rules", "three c"), section("Todos", "write it")],
  ],
  ["of the last what the others leave", 6, [section("Todos", "write it")]],
  ["no title without a line", 3, []],
  ["nothing in no room", 0, []],
])("the facts that have room are %s", (_name, tokens, expected) => {
  expect(boundSections({ sections, tokens, count })).toEqual(expected)
})

it("the facts that have room are also those before a line that is too long", () => {
  const todos = section("Todos", "write it", `and then ${"more ".repeat(100)}`, "test it")
  expect(boundSections({ sections: [todos], tokens: 20, count })).toEqual([
    section("Todos", "write it", "test it"),
  ])
})

it("the facts of one section have no more than half of the room where others need the rest", () => {
  const lines = Array.from({ length: 50 }, (_, at) => `number ${at}`)
  const all = [section("Rules", ...lines), section("Todos", ...lines)]
  const kept = boundSections({ sections: all, tokens: 80, count })
  expect(kept.map((one) => one.lines.length)).toEqual([13, 13])
})

const line = fc.oneof(
  fc.constantFrom("Never push to main.", "src/session/a.ts", "必须先运行测试"),
  fc
    .string({ unit: "grapheme", minLength: 1, maxLength: 60 })
    .map((text) => text.replace(/\s/g, "·")),
)
const anySections = fc.array(
  fc.record({ title: line, lines: fc.array(line, { minLength: 1, maxLength: 20 }) }),
  { maxLength: 6 },
)

it("the facts that have room take no more of it, as they are written, and nearly all", () => {
  holds(
    fc.property(anySections, fc.nat({ max: 400 }), (all, tokens) => {
      const given = all.map(({ title, lines }) => section(title, ...lines))
      const kept = boundSections({ sections: given, tokens, count: exact.count })
      const size = exact.count(renderSections(kept))
      const whole = exact.count(renderSections(given))
      expect(size).toBeLessThanOrEqual(tokens)
      expect(size).toBeGreaterThanOrEqual(Math.min(whole, 0.6 * tokens - 120))
    }),
  )
})
