import { describe, expect, it } from "vitest"
import { checkSummary } from "../../../src/session/summary/check-summary.ts"
import type { CheckedSummary } from "../../../src/session/summary/check-summary.ts"
import { placeholder } from "../../../src/session/texts.ts"
import { testCount } from "../../builders/meter.ts"

const check = (answer: string, most = 10_000, isFree = false): CheckedSummary =>
  checkSummary({ answer, most, isFree, count: testCount })
const accepted = (text: string): CheckedSummary => ({ ok: true, text, tokens: testCount(text) })
const rejected = (cause: "empty" | "unstructured" | "too-long"): CheckedSummary => ({
  ok: false,
  cause,
})

const summary = "## Objective\nDo it.\n## Work done\nHalf of it.\n## Next step\nThe rest."

describe("an answer", () => {
  it.each<[string, string]>([
    ["as it is", summary],
    ["without space around it", `\n  ${summary}\n\n`],
    ["out of a fence", `\`\`\`markdown\n${summary}\n\`\`\``],
    ["out of tags", `<summary>\n${summary}\n</summary>`],
    ["out of tags in a fence", `\`\`\`\n<summary>${summary}</summary>\n\`\`\``],
    ["behind what the model thought", `<think>\n## Objective\nHm.\n</think>\n${summary}`],
    ["behind several thoughts", `<think>a</think><analysis>b</analysis>${summary}`],
    ["behind a thought, out of tags", `<think>a</think>\n<summary>${summary}</summary>`],
  ])("is taken as a summary %s", (_, answer) => {
    expect(check(answer)).toEqual(accepted(summary))
  })

  it.each<[string, string]>([
    ["smaller headings", "### Goal\na\n### Progress\nb\n### Next steps\nc"],
    ["bold headings", "**Objective:**\na\n**Completed:**\nb\n**Remaining**\nc"],
    ["numbered headings", "1. Task\na\n2) Current state\nb\n3. To do\nc"],
    ["numbered bold headings", "1. **Purpose**:\na\n2. **Work done**\nb\n3. **TODO**\nc"],
    ["bold markdown headings", "## **Objective**\na\n## **Done**\nb\n## **Next step**\nc"],
    ["numbered markdown headings", "## 1. Objective\na\n## 2. Work\nb\n## 3. Next\nc"],
    ["headings of any case", "# OBJECTIVE\na\n# accomplished\nb\n# NEXT STEP\nc"],
    ["headings in any order", "## Next step\nc\n## Work done\nb\n## Objective\na"],
    ["line breaks of Windows", "## Objective\r\na\r\n## Work done\r\nb\r\n## Next step\r\nc"],
  ])("is taken with %s", (_, answer) => {
    expect(check(answer)).toEqual(accepted(answer))
  })

  it.each<[string, string, CheckedSummary]>([
    ["is nothing", "", rejected("empty")],
    ["is only space", " \n\t\n ", rejected("empty")],
    ["is an empty fence", "```\n\n```", rejected("empty")],
    ["is empty tags", "<summary> </summary>", rejected("empty")],
    ["is only a thought", "<think>\n## Objective\n</think>", rejected("empty")],
    ["is prose", "The work was done; next comes the rest.", rejected("unstructured")],
    ["has its headings in the text", "Objective, work done, next step.", rejected("unstructured")],
    ["says nothing below a heading", summary.replace("Do it.", ""), rejected("unstructured")],
    ["lacks what was wanted", summary.replace("Objective", "Notes"), rejected("unstructured")],
    ["lacks what was done", summary.replace("Work done", "Notes"), rejected("unstructured")],
    ["lacks what comes next", summary.replace("Next step", "Notes"), rejected("unstructured")],
    [
      "has its headings in a thought only",
      `<think>${summary}</think>Done.`,
      rejected("unstructured"),
    ],
  ])("is rejected where it %s", (_, answer, expected) => {
    expect(check(answer)).toEqual(expected)
  })

  it("is taken without headings where the user's words asked for it", () => {
    expect([check("A haiku.", 10, true), check(" ", 10, true), check("A haiku.", 1, true)]).toEqual(
      [accepted("A haiku."), rejected("empty"), rejected("too-long")],
    )
  })

  it("may have as many tokens as there is room for, and none more", () => {
    const tokens = testCount(summary)
    expect([tokens, tokens - 1].map((most) => check(summary, most))).toEqual([
      accepted(summary),
      rejected("too-long"),
    ])
  })

  it("is measured without what is not taken of it", () => {
    const thought = `<think>${"x".repeat(4_000)}</think>`
    expect(check(`${thought}${summary}`, testCount(summary))).toEqual(accepted(summary))
  })

  it("loses the placeholders it repeats", () => {
    const found = placeholder({ what: "read a.ts", why: "old", handle: "1a2b3c4d" })
    const answer = summary.replace("Half of it.", `Half ${found}of ${found}it.`)
    expect(check(`${answer}\n${found}`)).toEqual(accepted(summary))
    expect(check(found)).toEqual(rejected("empty"))
  })
})
