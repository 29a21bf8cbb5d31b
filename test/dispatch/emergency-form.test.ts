import { describe, expect, it } from "vitest"
import {
  CONSTRAINTS_TITLE,
  GOAL_TITLE,
  REST_TITLE,
} from "../../src/dispatch/prompt/prompt-texts.ts"
import type { CompileInput } from "../../src/dispatch/prompt/compile-dispatch.ts"
import { compiled, compileInput, numbered } from "../builders/dispatch-prompt.ts"

const rules = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, at) => `Never ${at}: ${"do this ".repeat(100).trim()}.`)

/** A task whose rules do not fit as they are, so that it ends at the last stage. */
const inputOf = (goal: string, overrides: Partial<CompileInput> = {}): CompileInput =>
  compileInput([goal, "", ...rules(6), ...numbered(40, 80)].join("\n"), {
    budget: 900,
    ...overrides,
  })

/** The prompt's text between two of its lines. */
const between = (text: string, from: string, to: string): string => {
  const start = text.indexOf(`\n${from}\n`)
  return start < 0 ? "" : text.slice(start + from.length + 2, text.indexOf(`\n${to}`, start))
}
const goalIn = (text: string): string => between(text, GOAL_TITLE, CONSTRAINTS_TITLE)
const at = (goal: string, overrides: Partial<CompileInput> = {}) => {
  const result = compiled(inputOf(goal, overrides))
  expect(result.stage).toBe("stage_c_fallback")
  return { ...result, goal: goalIn(result.text) }
}

const sentence = (at_: number): string => `Sentence ${at_} says what the parser has to do.`
const paragraph = Array.from({ length: 16 }, (_, index) => sentence(index)).join(" ")

describe("the goal of a prompt at the last stage", () => {
  it("is the first paragraph, above the lines that bind", () => {
    expect(at("Mend the parser.\nIt reads empty files.").goal).toBe(
      "Mend the parser.\nIt reads empty files.",
    )
  })

  it("is none of the paragraphs behind", () => {
    const { goal } = at("Mend the parser.\n\nThen write about it.")
    expect(goal).toBe("Mend the parser.")
  })

  it("has at most 420 characters of a long paragraph, up to the end of a sentence", () => {
    const { goal } = at(paragraph)
    expect(goal.length).toBeLessThanOrEqual(420)
    expect(goal.length).toBeGreaterThan(340)
    expect(goal).toMatch(/has to do\. …$/)
    expect(paragraph.startsWith(goal.replace(/ …$/, ""))).toBe(true)
  })

  it("is marked where its last line goes on, whatever stands before it", () => {
    const { goal } = at(`Mend the parser.\n${paragraph}`)
    expect(goal).toMatch(/^Mend the parser\.\nSentence 0 .* …$/)
  })

  it("goes on below, where there is room, or can be recalled", () => {
    const { goal, text, dropped } = at(paragraph, { budget: 1_300 })
    const rest = between(text, REST_TITLE, "[compacted: task")
    const [first = ""] = paragraph.slice(goal.length - 1).split(". ")
    expect(`${rest}\n${dropped.map((one) => one.text).join("\n")}`).toContain(first)
    expect(text.split(sentence(0))).toHaveLength(2)
  })

  it("has at most 120 characters where the lines that bind would not fit beside more", () => {
    const { goal } = at(paragraph, { budget: 500 })
    expect(goal.length).toBeLessThanOrEqual(120)
    expect(goal.length).toBeGreaterThan(60)
    expect(paragraph.startsWith(goal.replace(/ …$/, ""))).toBe(true)
  })

  it("is left out where the lines that bind would not fit beside it", () => {
    const { goal, text } = at(paragraph, { budget: 440 })
    expect(goal).toBe("")
    expect(text).not.toContain(GOAL_TITLE)
    expect(text.match(/^Never \d/gm)).toHaveLength(6)
  })

  it("is no line that binds, which stands among those", () => {
    const { goal, text } = at("It must read empty files.\nSo mend the parser.")
    expect(goal).toBe("So mend the parser.")
    expect(between(text, CONSTRAINTS_TITLE, "Never 0")).toBe("It must read empty files.")
  })
})
