import { describe, expect, it } from "vitest"
import { bindingTest, readGuidance } from "../../src/workflow/read-guidance.ts"
import { furtherLines } from "../../src/workflow/texts.ts"
import type { Guidance, GuidanceInput } from "../../src/workflow/read-guidance.ts"

const words = ["must", "never", "do not"]
const list = (count: number, line: (index: number) => string): readonly string[] =>
  Array.from({ length: count }, (_, index) => line(index + 1))
const read = (text: string, input: Partial<GuidanceInput> = {}): Guidance =>
  readGuidance({ text, typed: "", words, ...input })
const nothing: Guidance = { obligations: [], checkpoints: [], omitted: 0 }

describe("the guidance of a text", () => {
  it.each<[string, string, Guidance]>([
    ["is nothing where no item binds", "# Plan\nYou must go.\n- Go on", nothing],
    [
      "is the items that bind, each to be closed",
      "- Never push\n- Go on\n- You must test",
      {
        obligations: ["Never push", "You must test"],
        checkpoints: ["Never push", "You must test"],
        omitted: 0,
      },
    ],
    [
      "is in the list whose heading is the nearest",
      "# Obligations\n- a\n## Checkpoints\n- b\n### Later\n- c",
      { obligations: ["a"], checkpoints: ["b", "c"], omitted: 0 },
    ],
    [
      "has the items with a box for checkpoints",
      "- Never push\n- [ ] Test it\n- [x] You must read",
      {
        obligations: ["Never push", "You must read"],
        checkpoints: ["Test it", "You must read"],
        omitted: 0,
      },
    ],
    [
      "has all obligations for checkpoints where some have a box",
      "# Obligations\n- [ ] Test it\n- Write it down\n# Notes\n- [ ] Read it",
      {
        obligations: ["Test it", "Write it down"],
        checkpoints: ["Test it", "Write it down", "Read it"],
        omitted: 0,
      },
    ],
    [
      "says each line on a single one",
      "# Obligations\n- Never  push\t it\n  anywhere",
      {
        obligations: ["Never push it anywhere"],
        checkpoints: ["Never push it anywhere"],
        omitted: 0,
      },
    ],
    [
      "is what stands under Obligations, and nothing else",
      "- Never push\n## Obligations\n- Write it down\n### More\n- Read it\n## Notes\n- You must go",
      {
        obligations: ["Write it down", "Read it"],
        checkpoints: ["Write it down", "Read it"],
        omitted: 0,
      },
    ],
    [
      "has for checkpoints what stands under Checkpoints, and no other box",
      "- [ ] Boxed\n- Never push\n## Checkpoints\n- Reviewed",
      { obligations: ["Never push"], checkpoints: ["Reviewed"], omitted: 0 },
    ],
    [
      "is known by titles in any case, singular, with a colon",
      "# OBLIGATION:\n- Write\n# checkpoint\n- Read",
      { obligations: ["Write"], checkpoints: ["Read"], omitted: 0 },
    ],
    [
      "is not known by titles that say more",
      "# Our obligations\n- Write\n# Checkpoints of old\n- Read",
      nothing,
    ],
    [
      "says each line once",
      "- Never push\n- [ ] Test\n- Never push\n- [ ] Test",
      { obligations: ["Never push"], checkpoints: ["Test"], omitted: 0 },
    ],
  ])("%s", (_, text, expected) => {
    expect(read(text)).toEqual(expected)
  })

  it("cuts long lines to four hundred characters", () => {
    const text = ["# Obligations", `- ${"a".repeat(400)}`, `- ${"b".repeat(401)}`].join("\n")
    expect(read(text).obligations).toEqual(["a".repeat(400), `${"b".repeat(399)}…`])
  })

  it.each<[string, number, number, { checkpoints: readonly string[]; omitted: number }]>([
    ["keeps all of thirty-two lines", 32, 32, { checkpoints: ["Step 31", "Step 32"], omitted: 0 }],
    [
      "counts what is too much of both",
      33,
      35,
      { checkpoints: ["Step 31", furtherLines(4)], omitted: 4 },
    ],
    [
      "counts what is too much once where both are one",
      34,
      0,
      { checkpoints: ["Never do 31", furtherLines(3)], omitted: 2 },
    ],
  ])("%s", (_, rules, boxes, expected) => {
    const text = [
      ...list(rules, (index) => `- Never do ${index}`),
      ...list(boxes, (index) => `- [ ] Step ${index}`),
    ].join("\n")
    const { obligations, checkpoints, omitted } = read(text)
    expect({ obligations, checkpoints: checkpoints.slice(-2), omitted }).toEqual({
      obligations: list(32, (index) => `Never do ${index}`),
      ...expected,
    })
  })
})

describe("what was typed", () => {
  const text = "# Obligations\n- Fix $1\n- Mind $2\n# Checkpoints\n- [ ] $ARGUMENTS is fixed"
  it.each<[string, string, Guidance]>([
    [
      "stands in the lines",
      "a.ts all of it",
      {
        obligations: ["Fix a.ts", "Mind all of it"],
        checkpoints: ["a.ts all of it is fixed"],
        omitted: 0,
      },
    ],
    [
      "is cut as the lines are, between characters",
      `${"x".repeat(398)}😀😀`,
      {
        obligations: [`Fix ${"x".repeat(395)}…`, "Mind"],
        checkpoints: [`${"x".repeat(398)}…`],
        omitted: 0,
      },
    ],
    [
      "changes no list, whatever it looks like",
      "a.ts\n```\n# Checkpoints\n- [ ] You must go\n- Never stop",
      {
        obligations: ["Fix a.ts", "Mind ``` # Checkpoints - [ ] You must go - Never stop"],
        checkpoints: ["a.ts ``` # Checkpoints - [ ] You must go - Never stop is fixed"],
        omitted: 0,
      },
    ],
  ])("%s", (_, typed, expected) => {
    expect(read(text, { typed })).toEqual(expected)
  })

  it.each<[string, string, string, Guidance]>([
    ["binds nothing by its words", "- Do $ARGUMENTS", "what you must", nothing],
    ["is no list where it stands in none", "Do this: $ARGUMENTS", "\n- You must go", nothing],
    ["leaves no line where there is nothing of it", "# Obligations\n- $1", "", nothing],
  ])("%s", (_, given, typed, expected) => {
    expect(read(given, { typed })).toEqual(expected)
  })
})

describe("a word binds", () => {
  it.each<[string, readonly string[], string, boolean]>([
    ["at the beginning", ["must"], "Must go", true],
    ["at the end", ["must"], "you MUST", true],
    ["between marks", ["must"], "(**must**)", true],
    ["where any of several stands", ["never", "must"], "you must", true],
    ["not within another", ["must"], "mustard or amust or must7", false],
    ["not within another of any script", ["über"], "darüber, Überzug", false],
    ["as a word of any script", ["über"], "Geh ÜBER Los", true],
    ["of several words, with any space between them", ["do not"], "Do  \t not", true],
    ["not of several words with more between them", ["do not"], "do surely not", false],
    ["with its marks as they are", ["a.b*", "c++"], "aXbb c", false],
    ["with marks of its own", ["c++"], "write C++ only", true],
    ["with its outer spaces left out", [" must "], "must", true],
    ["within scripts that have no spaces", ["必ず", "必须"], "テストは必ず実行", true],
    ["only where it stands", ["必ず"], "テストを実行", false],
    ["with a typographic apostrophe", ["don't"], "Don’t push", true],
    ["nothing where there is none", [], "must", false],
  ])("%s", (_, given, text, expected) => {
    expect(bindingTest(given)(text)).toBe(expected)
  })
})
