import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { readTaskOutput } from "../../src/dispatch/wave/task-output.ts"
import { holds } from "../builders/holds.ts"
import { anyText } from "../builders/any-text.ts"

const output = (text: string): string =>
  `<task id="ses_1a" state="completed">\n<task_result>\n${text}\n</task_result>\n</task>`

const read = (text: string) => {
  const found = readTaskOutput(text)
  return found && { ...found, replace: found.replace("NEW") }
}

describe("the output of a dispatch", () => {
  it.each<[string, string, unknown]>([
    [
      "is read where the sub-agent is done",
      output("Two lines\nof text"),
      {
        child: "ses_1a",
        state: "completed",
        isCut: false,
        text: "Two lines\nof text",
        replace: output("NEW"),
      },
    ],
    [
      "is read where it runs in the background",
      '<task id="ses_1a" state="running">\n<summary>Background task started</summary>\n<task_result>\nYou are told.\n</task_result>\n</task>',
      {
        child: "ses_1a",
        state: "running",
        summary: "Background task started",
        text: "You are told.",
        isCut: false,
        replace:
          '<task id="ses_1a" state="running">\n<summary>Background task started</summary>\n<task_result>\nNEW\n</task_result>\n</task>',
      },
    ],
    [
      "is read where it failed in the background",
      '<task id="ses_1a" state="error">\n<summary>Background task failed: x</summary>\n<task_error>\nIt broke.\n</task_error>\n</task>',
      {
        child: "ses_1a",
        state: "error",
        summary: "Background task failed: x",
        text: "It broke.",
        isCut: false,
        replace:
          '<task id="ses_1a" state="error">\n<summary>Background task failed: x</summary>\n<task_error>\nNEW\n</task_error>\n</task>',
      },
    ],
    [
      "holds another such output",
      output(output("inner")),
      {
        child: "ses_1a",
        state: "completed",
        isCut: false,
        text: output("inner"),
        replace: output("NEW"),
      },
    ],
    [
      "is empty",
      output(""),
      { child: "ses_1a", state: "completed", isCut: false, text: "", replace: output("NEW") },
    ],
    [
      "keeps what stands behind it",
      `${output("text")}\n\nA note of another plugin`,
      {
        child: "ses_1a",
        state: "completed",
        text: "text",
        isCut: false,
        replace: `${output("NEW")}\n\nA note of another plugin`,
      },
    ],
    [
      "is known to be cut where its end is missing",
      '<task id="ses_1a" state="completed">\n<task_result>\nThe first lines',
      {
        child: "ses_1a",
        state: "completed",
        text: "The first lines",
        isCut: true,
        replace: output("NEW"),
      },
    ],
  ])("%s", (_, text, expected) => {
    expect(read(text)).toStrictEqual(expected)
  })

  it.each([
    ["an empty text", ""],
    ["some other text", "All tests pass."],
    ["a text that only quotes one", `It said: ${output("text")}`],
    ["one without a result", '<task id="a" state="completed">\n</task_result>\n</task>'],
  ])("is not %s", (_, text) => {
    expect(readTaskOutput(text)).toBeUndefined()
  })

  it("gives back any text that was put into it", () => {
    const text = fc.oneof(
      anyText(),
      fc.constantFrom("$&", "\r", "\n", "</task_result>", "<task_result>", "</task>\r\n", "\uD83D"),
    )
    holds(
      fc.property(text, text, (before, after) => {
        const replaced = readTaskOutput(output(before))?.replace(after)
        expect(replaced).toBe(output(after))
        expect(readTaskOutput(replaced ?? "")?.replace(before)).toBe(output(before))
      }),
    )
  })
})
