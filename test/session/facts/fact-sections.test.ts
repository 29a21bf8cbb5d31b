import { describe, expect, it } from "vitest"
import type { Facts } from "../../../src/session/facts/collect-facts.ts"
import {
  allSections,
  neededSections,
  renderSections,
  withoutStanding,
} from "../../../src/session/facts/fact-sections.ts"
import type { FactSection } from "../../../src/session/facts/fact-sections.ts"
import { FACT_TITLES } from "../../../src/session/texts.ts"

const nothing: Facts = {
  request: undefined,
  binding: [],
  replies: [],
  todos: [],
  files: { read: [], changed: [], deleted: [], unfinished: [] },
  commands: [],
  lastError: undefined,
}
const all: Facts = {
  request: "Go on",
  binding: ["Never push."],
  replies: [
    { text: '"Which port?"="8080"', needle: '"Which port?"="8080"' },
    { text: "Never push.", needle: "Never push." },
  ],
  todos: ["Write b.ts"],
  files: { read: ["a.ts"], changed: ["b.ts"], deleted: ["c.ts"], unfinished: ["d.ts"] },
  commands: [
    { command: "npm test", errors: ["FAIL a.test.ts", "1 failed"] },
    { command: "ls", errors: [] },
  ],
  lastError: "edit d.ts: Not found",
}
const names = (prefix: string, count: number): string[] =>
  Array.from({ length: count }, (_, index) => `${prefix}${index + 1}`)
const linesOf = (sections: readonly FactSection[], wanted: string): string[] =>
  sections.flatMap(({ title, lines }) => (title === wanted ? lines.map(({ text }) => text) : []))

describe("facts as they are written", () => {
  it("are what the work depends on, in its order", () => {
    expect(renderSections(neededSections(all))).toBe(
      [
        `${FACT_TITLES.binding}:\n- Never push.`,
        `${FACT_TITLES.replies}:\n- "Which port?"="8080"`,
        `${FACT_TITLES.todos}:\n- Write b.ts`,
        `${FACT_TITLES.changed}:\n- b.ts`,
        `${FACT_TITLES.deleted}:\n- c.ts`,
        `${FACT_TITLES.unfinished}:\n- d.ts`,
        `${FACT_TITLES.failing}:\n- npm test\n- FAIL a.test.ts\n- 1 failed`,
        `${FACT_TITLES.lastError}:\n- edit d.ts: Not found`,
      ].join("\n"),
    )
  })

  it("are for a summarizer also what was read and what succeeded", () => {
    const sections = allSections(all)
    expect(sections.slice(0, -2)).toEqual(neededSections(all))
    expect(renderSections(sections.slice(-2))).toBe(
      `${FACT_TITLES.read}:\n- a.ts\n${FACT_TITLES.succeeded}:\n- ls`,
    )
  })

  it("are nothing where there are none", () => {
    expect([renderSections(allSections(nothing)), neededSections(nothing)]).toEqual(["", []])
  })

  it.each([
    [12, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]],
    [13, [1, 2, 3, 4, 6, 7, 8, 9, 10, 11, 12, 13]],
    [30, [1, 2, 3, 4, 23, 24, 25, 26, 27, 28, 29, 30]],
  ])("are the first four and the last eight of %d failing commands", (count, expected) => {
    const commands = names("run ", count).map((command) => ({ command, errors: ["wrong"] }))
    expect(linesOf(neededSections({ ...nothing, commands }), FACT_TITLES.failing)).toEqual(
      expected.flatMap((index) => [`run ${index}`, "wrong"]),
    )
  })

  it("are the last of many files read and commands that succeeded", () => {
    const files = { ...nothing.files, read: names("f", 31) }
    const commands = names("run ", 13).map((command) => ({ command, errors: [] }))
    const sections = allSections({ ...nothing, files, commands })
    expect([linesOf(sections, FACT_TITLES.read), linesOf(sections, FACT_TITLES.succeeded)]).toEqual(
      [names("f", 31).slice(1), names("run ", 13).slice(1)],
    )
  })

  it("are the newest thousand of each kind, which are looked for in each text", () => {
    const changed = names("f", 1_001)
    const sections = neededSections({ ...nothing, files: { ...nothing.files, changed } })
    expect(linesOf(sections, FACT_TITLES.changed)).toEqual(changed.slice(1))
  })

  it("stand on one line each, however long", () => {
    const todos = ["  First\n   then second  ", "x".repeat(401)]
    expect(linesOf(neededSections({ ...nothing, todos }), FACT_TITLES.todos)).toEqual([
      "First ⏎ then second",
      "x".repeat(401),
    ])
  })

  it("have long commands without their middle", () => {
    const command = `echo ${"x".repeat(200)}\n  end`
    const commands = [{ command, errors: ["wrong"] }]
    expect(linesOf(neededSections({ ...nothing, commands }), FACT_TITLES.failing)).toEqual([
      `echo ${"x".repeat(102)}…${"x".repeat(48)} end`,
      "wrong",
    ])
  })
})

describe("facts that stand", () => {
  const sections = neededSections({ ...all, todos: ["First\nsecond", "Third"] })
  const left = (text: string): string[] =>
    linesOf(withoutStanding(sections, [text]), FACT_TITLES.todos)
  const titles = (texts: readonly string[]): string[] =>
    withoutStanding(sections, texts).map(({ title }) => title)

  it("are all left out where no text holds any", () => {
    expect(withoutStanding(sections, ["nothing", ""])).toEqual(sections)
    expect(withoutStanding(sections, [])).toEqual(sections)
  })

  it("are looked for as they were, not as they are written", () => {
    expect(left("# First ⏎ second")).toEqual(["First ⏎ second", "Third"])
    expect(left("# First\nsecond")).toEqual(["Third"])
  })

  it("may stand in different texts, and leave no title behind", () => {
    expect(
      titles(["Never push.", "b.ts, c.ts and d.ts: Not found", "edit d.ts: Not found"]),
    ).toEqual([FACT_TITLES.replies, FACT_TITLES.todos, FACT_TITLES.failing])
  })

  it("stand in one text whole, not in two together", () => {
    expect(titles(["Never", " push."])).toContain(FACT_TITLES.binding)
  })
})
