import { describe, expect, it } from "vitest"
import { fileContents, reminderBehind } from "../../src/session/file-content.ts"
import { call, readOutput } from "../builders/transcript.ts"
import type { CallOptions } from "../builders/transcript.ts"
import type { ToolInput } from "../../src/session/transcript.ts"

const contentsOf = (tool: string, input: ToolInput, options: CallOptions = {}) =>
  fileContents({ ...call(tool, input, options), id: "p1" }, "/project")
const path = "/project/a.ts"
const unnumbered = (...texts: string[]) => texts.map((text) => ({ text, number: undefined }))
const reminder = "\n\n<system-reminder>\n1: Be kind.\n</system-reminder>"

describe("what a call shows of files, or does to them", () => {
  it.each<[string, ReturnType<typeof contentsOf>, ReturnType<typeof contentsOf>]>([
    [
      "a read, with line numbers",
      contentsOf(
        "read",
        { filePath: path },
        { output: readOutput(path, ["a", ""], { offset: 7 }) },
      ),
      [
        {
          path,
          kind: "read",
          lines: [
            { text: "a", number: 7 },
            { text: "", number: 8 },
          ],
          removed: [],
        },
      ],
    ],
    [
      "a read without the instructions behind it",
      contentsOf("read", { filePath: path }, { output: `${readOutput(path, ["a"])}${reminder}` }),
      [{ path, kind: "read", lines: [{ text: "a", number: 1 }], removed: [] }],
    ],
    [
      "a write",
      contentsOf("write", { filePath: path, content: "a  \nb" }),
      [{ path, kind: "write", lines: unnumbered("a", "b"), removed: [] }],
    ],
    [
      "an edit",
      contentsOf("edit", { filePath: path, oldString: "a\nb", newString: "c" }),
      [{ path, kind: "edit", lines: unnumbered("c"), removed: ["a", "b"] }],
    ],
    [
      "several edits",
      contentsOf("multiedit", {
        filePath: path,
        edits: [{ oldString: "a", newString: "b" }, "damaged", { newString: "d" }],
      }),
      [{ path, kind: "edit", lines: unnumbered("b", "d"), removed: ["a"] }],
    ],
    [
      "a patch of several files",
      contentsOf("apply_patch", {
        patchText: `*** Begin Patch\n*** Add File: ${path}\n+a\n*** Update File: b.ts\n@@\n same\n-old\n+new\n*** Delete File: c.ts\n*** End Patch`,
      }),
      [
        { path, kind: "write", lines: unnumbered("a"), removed: [] },
        { path: "/project/b.ts", kind: "edit", lines: unnumbered("same", "new"), removed: ["old"] },
        { path: "/project/c.ts", kind: "edit", lines: [], removed: [] },
      ],
    ],
    [
      "nothing for a folder",
      contentsOf("read", { filePath: path }, { output: "<type>directory</type>\n1: a" }),
      [],
    ],
    ["nothing for a picture", contentsOf("read", { filePath: path }, { output: "Image read" }), []],
    [
      "nothing for a failed call",
      contentsOf("write", { filePath: path, content: "a" }, { status: "failed" }),
      [],
    ],
    ["nothing for a command", contentsOf("bash", { command: "cat a.ts" }), []],
    ["nothing for damaged input", contentsOf("write", { filePath: 7, content: "a" }), []],
  ])("is %s", (_, contents, expected) => {
    expect(contents).toEqual(expected)
  })
})

describe("instructions behind a read", () => {
  it.each([
    ["are found at its end", `${readOutput(path, ["a"])}${reminder}`, reminder],
    ["are not what a file says", readOutput(path, ["", "<system-reminder>", "a"]), ""],
    ["are none", "Image read", ""],
  ])("%s", (_, output, expected) => {
    expect(reminderBehind(output)).toBe(expected)
  })
})
