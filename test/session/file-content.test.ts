import { describe, expect, it } from "vitest"
import { fileContents, namedFiles, reminderBehind } from "../../src/session/file-content.ts"
import { call, readOutput } from "../builders/transcript.ts"
import type { CallOptions } from "../builders/transcript.ts"
import type { ToolInput } from "../../src/session/transcript.ts"

const contentsOf = (tool: string, input: ToolInput, options: CallOptions = {}) =>
  fileContents({ ...call(tool, input, options), id: "p1" }, "/project")
const path = "/project/a.ts"
const stretch = (...texts: string[]) => texts.map((text, at) => ({ text, number: at + 1 }))
const file = { path, movedFrom: undefined, shown: [], replaced: [], growth: [] }
const readFile = { ...file, kind: "read" as const }
const written = { ...file, kind: "write" as const }
const edited = { ...file, kind: "edit" as const }
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
          ...readFile,
          shown: [
            [
              { text: "a", number: 7 },
              { text: "", number: 8 },
            ],
          ],
        },
      ],
    ],
    [
      "a read without the instructions behind it",
      contentsOf("read", { filePath: path }, { output: `${readOutput(path, ["a"])}${reminder}` }),
      [{ ...readFile, shown: [stretch("a")] }],
    ],
    [
      "a write",
      contentsOf("write", { filePath: path, content: "a  \nb" }),
      [{ ...written, shown: [stretch("a", "b")] }],
    ],
    [
      "an edit",
      contentsOf("edit", { filePath: path, oldString: "a\nb", newString: "c" }),
      [{ ...edited, shown: [stretch("c")], replaced: [stretch("a", "b")], growth: [-1] }],
    ],
    [
      "several edits",
      contentsOf("multiedit", {
        filePath: path,
        edits: [{ oldString: "a", newString: "b" }, "damaged", { newString: "d" }],
      }),
      [
        {
          ...edited,
          shown: [stretch("b"), stretch("d")],
          replaced: [stretch("a"), []],
          growth: [0, 1],
        },
      ],
    ],
    [
      "an edit wherever a text stands, which grows the file nobody knows how much",
      contentsOf("edit", { filePath: path, oldString: "a", newString: "b\nc", replaceAll: true }),
      [
        {
          ...edited,
          shown: [stretch("b", "c")],
          replaced: [stretch("a")],
          growth: [Infinity],
        },
      ],
    ],
    [
      "a patch of several files",
      contentsOf("apply_patch", {
        patchText: `*** Begin Patch\n*** Add File: ${path}\n+a\n*** Update File: b.ts\n@@\n same\n-old\n+new\n*** Delete File: c.ts\n*** End Patch`,
      }),
      [
        { ...written, shown: [stretch("a")] },
        {
          ...edited,
          path: "/project/b.ts",
          shown: [stretch("same", "new")],
          replaced: [stretch("same", "old")],
          growth: [0],
        },
        { ...edited, path: "/project/c.ts" },
      ],
    ],
    [
      "a patch that moves a file",
      contentsOf("apply_patch", {
        patchText: `*** Update File: ${path}\n*** Move to: b.ts\n@@\n-old\n@@\n+new\n+er`,
      }),
      [
        {
          ...edited,
          path: "/project/b.ts",
          movedFrom: path,
          shown: [[], stretch("new", "er")],
          replaced: [stretch("old"), []],
          growth: [-1, 2],
        },
      ],
    ],
    [
      "a patch of whose lines some look like its headers",
      contentsOf("apply_patch", {
        patchText: `*** Update File: ${path}\n@@\n @@ same\n-@@ old\n-*** Delete File: c.ts\n+@@ new\n+*** Move to: d.ts`,
      }),
      [
        {
          ...edited,
          shown: [stretch("@@ same", "@@ new", "*** Move to: d.ts")],
          replaced: [stretch("@@ same", "@@ old", "*** Delete File: c.ts")],
          growth: [0],
        },
      ],
    ],
    [
      "a file that speaks of folders",
      contentsOf(
        "read",
        { filePath: path },
        { output: readOutput(path, ["<type>directory</type>"]) },
      ),
      [{ ...readFile, shown: [stretch("<type>directory</type>")] }],
    ],
    [
      "nothing for an appended text",
      contentsOf("append_file", { filePath: path, content: "a" }),
      [],
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

describe("files that a call names", () => {
  it("are both paths of a moved one", () => {
    const patchText = `*** Update File: ${path}\n*** Move to: b.ts\n@@\n-old`
    const part = { ...call("apply_patch", { patchText }), id: "p1" }
    expect(namedFiles(part, "/project")).toEqual([path, "/project/b.ts"])
  })
})
