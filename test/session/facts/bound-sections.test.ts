import { expect, it } from "vitest"
import { boundSections } from "../../../src/session/facts/bound-sections.ts"

const section = (title: string, ...lines: readonly string[]) => ({
  title,
  lines: lines.map((text) => ({ text, needle: text })),
})
/** One token a word, and two for each item of a list. */
const count = (text: string): number => text.split(" ").length
const sections = [section("Rules", "one a", "two b", "three c"), section("Todos", "write it")]

it.each([
  ["all where there is room", 18, sections],
  [
    "the newest of each where there is not",
    17,
    [section("Rules", "two b", "three c"), section("Todos", "write it")],
  ],
  ["fewer in less room", 10, [section("Rules", "three c"), section("Todos", "write it")]],
  ["of the last what the others leave", 8, [section("Todos", "write it")]],
  ["no title without a line", 4, []],
  ["nothing in no room", 0, []],
])("keeps %s", (_name, tokens, expected) => {
  expect(boundSections({ sections, tokens, count })).toEqual(expected)
})
