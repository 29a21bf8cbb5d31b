import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { withoutLines } from "../../src/session/without-lines.ts"
import { holds } from "../builders/holds.ts"

const rule = "Never push to the main branch"
const step = "Have the change reviewed by another"
const short = "Never push it"
const script = "必ずテストを実行する"
const lines = [step, rule, script, short]

describe("a text without lines", () => {
  it.each([
    ["is itself where it has none of them", "a\n\nb ", "a\n\nb "],
    [
      "has lost the items and sentences that said only this",
      `a\n${rule}\n- ${rule}\n1. "${rule}."\n* [x] ${step}\n**${short}**\n\t• ${script}。\nb`,
      "a\nb",
    ],
    ["has lost a line that said two of them", `a\n- ${rule}, ${step}`, "a"],
    ["keeps empty lines", `a\n\n${rule}\n\nb`, "a\n\n\nb"],
    ["has a mark for a long one in another sentence", `Mind: ${rule} now`, "Mind: … now"],
    ["has one for one of a script without spaces", `まず${script}こと`, "まず…こと"],
    ["keeps a short one in another sentence", `${short} so far`, `${short} so far`],
    ["has a mark for a short value in quotes", `{"a": "${short}", "b": 1}`, '{"a": "…", "b": 1}'],
    ["has a mark for a long value in quotes", `Mind "${rule}" here.`, 'Mind "…" here.'],
    ["keeps code", `\`\`\`sh\n- ${rule}\n\`\`\`\n- ${rule}\nb`, `\`\`\`sh\n- ${rule}\n\`\`\`\nb`],
    ["keeps code of the other mark", `~~~\n${rule}\n~~~\n${rule}`, `~~~\n${rule}\n~~~`],
    [
      "keeps code that shows other code",
      `\`\`\`\n~~~\n${rule}\n~~~\n\`\`\``,
      `\`\`\`\n~~~\n${rule}\n~~~\n\`\`\``,
    ],
    ["keeps code that does not end", `${rule}\n \`\`\`\n${rule}`, ` \`\`\`\n${rule}`],
  ])("%s", (_, given, expected) => {
    expect(withoutLines(given, lines)).toBe(expected)
  })

  const word = fc.constantFrom("ab", "b", "a", " ", "- ", "\n", "[x] ", "$&", "必ず", '"', "say ")
  const anyText = fc.array(word, { maxLength: 30 }).map((words) => words.join(""))
  const anyLine = fc
    .array(fc.constantFrom("ab", "b", "a", " ", "$&", "必ず"), { minLength: 1, maxLength: 4 })
    .map((words) => words.join(""))
  const anyLines = fc.array(anyLine, { maxLength: 4 })
  const anyLong = anyLine.map((line) => `${line} never push it`)

  it("has lost nothing but whole lines, and has no more to lose", () => {
    holds(
      fc.property(anyText, anyLines, (given, some) => {
        const left = withoutLines(given, some)
        expect(left.split("\n").length).toBeLessThanOrEqual(given.split("\n").length)
        expect(withoutLines(left, some)).toBe(left)
      }),
      500,
    )
  })

  it("has no long one, wherever it stood", () => {
    holds(
      fc.property(anyText, anyLong, anyText, (before, long, after) => {
        expect(withoutLines(`${before}${long}${after}`, [long])).not.toContain(long)
      }),
    )
  })

  it("is itself, whatever it is, where none of them stands in it", () => {
    holds(
      fc.property(anyText, anyLines, (given, some) => {
        const absent = some.filter((line) => !given.includes(line))
        expect(withoutLines(given, absent)).toBe(given)
      }),
    )
  })
})
