import { describe, expect, it } from "vitest"
import { finishedCalls } from "../../src/session/call.ts"
import { touchedFiles } from "../../src/session/facts/touched-files.ts"
import { extractInvariants, missing } from "../../src/session/invariants.ts"
import { describeStep } from "../../src/session/ledger/describe-step.ts"
import { prune } from "../../src/session/prune.ts"
import { findRefetches } from "../../src/session/refetches.ts"
import { overtakenCommands } from "../../src/session/rules/overtaken-commands.ts"
import { overtakenSearches } from "../../src/session/rules/overtaken-searches.ts"
import { supersededReads } from "../../src/session/rules/superseded-reads.ts"
import type { Transcript } from "../../src/session/transcript.ts"
import { belowWindowsFolder, isWindowsFolder } from "../../src/session/windows-path.ts"
import { createDraft, testSettings } from "../builders/draft.ts"
import { createTestMeter } from "../builders/meter.ts"
import { effectOf } from "../builders/rule-effect.ts"
import {
  assistant,
  call,
  createTranscript,
  fileLines,
  readOutput,
  text,
  user,
} from "../builders/transcript.ts"
import type { MessageDraft } from "../builders/transcript.ts"

const on = (directory: string, ...messages: readonly MessageDraft[]): Transcript => ({
  ...createTranscript(user(text("Go")), ...messages, assistant(text("Done."))),
  directory,
})

const SPELLINGS = [
  String.raw`C:\p\src\a.ts`,
  "c:/p/src/a.ts",
  String.raw`src\a.ts`,
  "src/a.ts",
  String.raw`.\src\a.ts`,
  String.raw`C:\p/src\.\a.ts`,
  String.raw`C:\p\lib\..\src\\a.ts`,
  String.raw`\\?\C:\p\src\a.ts`,
  String.raw`\p\src\a.ts`,
  String.raw`C:src\a.ts`,
  String.raw`C:\P\src\a.ts`,
  "file:///C:/p/src/a.ts",
  "file:///c%3A/p/src/a.ts",
  "file://C:/p/src/a.ts",
  "/c/p/src/a.ts",
  "/mnt/c/p/src/a.ts",
  "/cygdrive/c/p/src/a.ts",
  "/C:/p/src/a.ts",
]

describe("a path of Windows", () => {
  it.each(SPELLINGS)("%s is one file below the session's folder", (spelling) => {
    expect(
      ["C:\\p", "c:/p/", "C:\\p\\"].map((folder) => belowWindowsFolder(spelling, folder)),
    ).toEqual(Array(3).fill("src/a.ts"))
  })

  it.each([
    ["a share", String.raw`\\server\share\p`, String.raw`\\server\share\p\a.ts`, "a.ts"],
    ["a share with slashes", String.raw`\\server\share\p`, "//SERVER/share/p/a.ts", "a.ts"],
    ["a long share", String.raw`\\server\share\p`, String.raw`\\?\UNC\server\share\p\a.ts`, "a.ts"],
    ["an address of a share", String.raw`\\server\share\p`, "file://server/share/p/a.ts", "a.ts"],
    ["the root of a share", String.raw`\\server\share\p`, String.raw`\p\a.ts`, "a.ts"],
    ["a root that is a drive", "C:\\", String.raw`c:\a.ts`, "a.ts"],
    ["a file elsewhere", "C:\\p", String.raw`d:\q\.\a.ts`, "D:/q/a.ts"],
    ["a file beside the folder", "C:\\p", String.raw`..\q\a.ts`, "C:/q/a.ts"],
    ["a folder of a longer name", "C:\\p", String.raw`C:\pq\a.ts`, "C:/pq/a.ts"],
    ["the folder itself", "C:\\p", ".", "C:/p"],
    ["no more than its root", "C:\\p", String.raw`..\..\..\a.ts`, "C:/a.ts"],
    ["an address that is damaged", "C:\\p", "file:///C:/p/%zz.ts", "%zz.ts"],
    ["a name with a percent sign", "C:\\p", String.raw`C:\p\100%25.ts`, "100%25.ts"],
  ])("is read as %s", (_, folder, path, shown) => {
    expect(belowWindowsFolder(path, folder)).toBe(shown)
  })

  it.each([
    ["C:\\p", true],
    ["c:/p", true],
    ["C:", true],
    [String.raw`\\server\share`, true],
    ["/project", false],
    ["//server/share", false],
    ["C:odd", false],
    ["", false],
  ])("is meant in the folder %s: %s", (folder, isWindows) => {
    expect(isWindowsFolder(folder)).toBe(isWindows)
  })
})

const lines = fileLines("alpha", 40)
const read = (filePath: string, output = readOutput(filePath, lines)): MessageDraft =>
  assistant(call("read", { filePath }, { output }))
const glob = (path: string, output: string): MessageDraft =>
  assistant(call("glob", { pattern: "*.ts", path }, { output }))
const failing = { status: "failed", output: "oldString not found" } as const
const [first = "", ...others] = SPELLINGS

describe("in a session on Windows", () => {
  it.each(others)("a read is superseded by one of %s", (spelling) => {
    const transcript = on("C:\\p", read(first), read(spelling))
    expect(Object.values(effectOf(supersededReads, transcript))).toEqual([
      expect.stringContaining("[compacted read src/a.ts, "),
    ])
  })

  it("a ledger line and the facts name one file, relative to the folder", () => {
    const transcript = on("C:\\p", ...SPELLINGS.map((spelling) => read(spelling)))
    const steps = transcript.messages.slice(1, -1)
    expect(new Set(steps.map((step) => describeStep(step, transcript.directory)))).toEqual(
      new Set(["read src/a.ts"]),
    )
    expect(touchedFiles(finishedCalls(transcript), transcript.directory).read).toEqual(["src/a.ts"])
  })

  it("files of patches and commands are the same ones", () => {
    const transcript = on(
      "C:\\p",
      assistant(call("write", { filePath: String.raw`C:\p\src\a.ts`, content: "one" })),
      assistant(call("apply_patch", { patchText: "*** Update File: src\\b.ts\n@@\n-a\n+b" })),
      assistant(call("edit", { filePath: "c:/p/src/b.ts", oldString: "x" }, failing)),
      assistant(call("bash", { command: "rm src/a.ts" })),
    )
    expect(touchedFiles(finishedCalls(transcript), transcript.directory)).toMatchObject({
      changed: [],
      deleted: ["src/a.ts"],
      unfinished: ["src/b.ts"],
    })
  })

  it("a file whose edit failed is found where the call spells it", () => {
    const filePath = String.raw`C:\p\src\a.ts`
    const transcript = on("C:\\p", assistant(call("edit", { filePath, oldString: "x" }, failing)))
    const meter = createTestMeter()
    const draft = createDraft(transcript, { meter })
    const [file, ...more] = extractInvariants({ draft, meter, settings: testSettings }).filter(
      ({ kind }) => kind === "unfinished-edit",
    )
    expect(more).toEqual([])
    expect(file).toMatchObject({ text: "src/a.ts" })
    expect(missing(file ? [file] : [], draft)).toEqual([])
    expect(missing(file ? [{ ...file, text: "src/c.ts" }] : [], draft)).toHaveLength(1)
  })

  it("a listing and a command of one folder are asked again, however it is spelled", () => {
    const listing = lines.join("\n")
    const bash = (workdir: string): MessageDraft =>
      assistant(call("bash", { command: "git status", workdir }, { output: listing }))
    const folders = [String.raw`C:\p\src`, "c:/p/src/"] as const
    const searched = on("C:\\p", glob(folders[0], listing), glob(folders[1], "No files found"))
    expect(Object.keys(effectOf(overtakenSearches, searched))).toEqual(["m02p1 output"])
    const ran = on("C:\\p", bash(folders[0]), bash(folders[1]))
    expect(Object.keys(effectOf(overtakenCommands, ran))).toEqual(["m02p1 output"])
  })

  it("a command keeps its backslashes in a ledger line", () => {
    const command = String.raw`findstr /c:"a\b" src\a.ts`
    const { messages, directory } = on("C:\\p", assistant(call("bash", { command })))
    expect(messages.slice(1, 2).map((step) => describeStep(step, directory))).toEqual([
      `bash ${command}`,
    ])
  })

  it.each([["src/*"], ["src\\*"], ["C:\\p\\src\\*"], ["*a.ts"]])(
    "a file is protected by %s",
    (pattern) => {
      const transcript = on("C:\\p", read(first), read(others[1] ?? ""))
      const meter = createTestMeter()
      const draft = createDraft(transcript, { meter })
      const start = pattern.replace("*", "")
      const isProtectedFile = (file: string): boolean =>
        pattern.startsWith("*") ? file.endsWith(start) : file.startsWith(start)
      const settings = { ...testSettings, steps: 0 }
      expect(prune({ draft, meter, settings }).fresh.length).toBeGreaterThan(0)
      expect(prune({ draft, meter, settings: { ...settings, isProtectedFile } }).fresh).toEqual([])
    },
  )

  it("a read of a file that was taken out is a fetch again, however it is spelled", () => {
    const transcript = on("C:\\p", read(first), assistant(text("On")), read("c:/p/src/a.ts"))
    const edit = {
      target: { message: "m02", part: "m02p1", field: "output" },
      replacement: { kind: "text", text: "-" },
      reason: "superseded-read",
      stage: "stage_b_prompt",
      source: "",
      before: 9,
      after: 1,
      at: "m03",
    } as const
    expect(findRefetches({ transcript, edits: [edit], after: undefined })).toMatchObject([
      { message: "m04", pruned: "m02p1" },
    ])
  })
})

describe("elsewhere", () => {
  it("a backslash is a part of a file's name", () => {
    const transcript = on("/project", read(String.raw`src\a.ts`), read("src/a.ts"))
    expect(touchedFiles(finishedCalls(transcript), transcript.directory).read).toEqual([
      String.raw`src\a.ts`,
      "src/a.ts",
    ])
    expect(effectOf(supersededReads, transcript)).toEqual({})
  })
})
