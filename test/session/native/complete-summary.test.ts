import { expect, it } from "vitest"
import { completeSummary } from "../../../src/session/native/complete-summary.ts"

const section = (title: string, ...lines: readonly string[]) => ({
  title,
  lines: lines.map((text) => ({ text, needle: text })),
})
const sections = [section("Binding", "never push to main", "task T-1"), section("Todos", "test it")]
const complete = (summary: string, behind: readonly string[] = [], tokens = 1_000): string =>
  completeSummary({ summary, sections, behind, tokens, count: (text) => text.length })
const heading = "## Facts recorded by the host"

it.each([
  ["all", "## Objective", [], "- never push to main\n- task T-1\nTodos:\n- test it"],
  ["what is missing", "Do test it for task T-1.", [], "- never push to main"],
  ["nothing that stays behind it", "Done.", ["user: never push to main", "task T-1"], "test it"],
])("a completed summary has %s added", (_name, summary, behind, end) => {
  const completed = complete(summary, behind)
  expect(completed.startsWith(`${summary}\n\n${heading}\n`)).toBe(true)
  expect(completed.endsWith(end)).toBe(true)
})

it("a summary that lacks nothing stays as it is", () => {
  const summary = "never push to main, task T-1, test it"
  expect(complete(`${summary}\n`)).toBe(summary)
})

it.each(["", " \n", `${heading}\nTodos:\n- test it`])(
  "an empty summary stays empty: %j",
  (summary) => {
    expect(complete(summary)).toBe("")
  },
)

it("facts of an earlier compaction are taken out of a summary, wherever they stand", () => {
  const old = `${heading}\nTodos:\n- something done long ago\n`
  const completed = complete(`## Objective\nGo.\n${old}## Next\nStep.\n\n${old}`)
  expect(completed).not.toContain("long ago")
  expect(completed).toContain("## Objective\nGo.\n## Next\nStep.")
  expect(completed.split(heading)).toHaveLength(2)
})

it("what is added to a summary is no more than there is room for, its heading among that", () => {
  const whole = complete("Done.").length - "Done.".length
  expect(complete("Done.", [], whole + 1)).toBe(complete("Done."))
  expect(complete("Done.", [], whole).length).toBeLessThan(complete("Done.").length)
  expect(complete("Done.", [], heading.length + 30)).toBe(`Done.\n\n${heading}\nTodos:\n- test it`)
  expect(complete("Done.", [], heading.length)).toBe("Done.")
})
