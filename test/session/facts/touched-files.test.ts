import { describe, expect, it } from "vitest"
import { finishedCalls } from "../../../src/session/call.ts"
import { touchedFiles } from "../../../src/session/facts/touched-files.ts"
import type { TouchedFiles } from "../../../src/session/facts/touched-files.ts"
import { assistant, call, createTranscript, readOutput } from "../../builders/transcript.ts"
import type { CallOptions, PartDraft } from "../../builders/transcript.ts"

const failed = { status: "failed", output: "oldString not found" } as const
const read = (filePath: string, options: CallOptions = {}): PartDraft =>
  call("read", { filePath }, { output: readOutput(filePath, ["one"]), ...options })
const write = (filePath: string): PartDraft => call("write", { filePath, content: "one" })
const edit = (filePath: string, options: CallOptions = {}): PartDraft =>
  call("edit", { filePath, oldString: "one", newString: "two" }, options)
const patch = (lines: string, options: CallOptions = {}): PartDraft =>
  call("apply_patch", { patchText: `*** Begin Patch\n${lines}\n*** End Patch` }, options)
const bash = (command: string): PartDraft => call("bash", { command })

const touched = (...parts: readonly PartDraft[]): TouchedFiles => {
  const transcript = createTranscript(assistant(...parts))
  return touchedFiles(finishedCalls(transcript), transcript.directory)
}
const none: TouchedFiles = { read: [], changed: [], deleted: [], unfinished: [] }

const update = "*** Update File: a.ts\n@@\n-one\n+two"
const add = "*** Add File: a.ts\n+one"
const remove = "*** Delete File: a.ts"
const move = "*** Update File: a.ts\n*** Move to: b.ts\n@@\n-one\n+two"
const back = "*** Update File: b.ts\n*** Move to: a.ts\n@@\n-two\n+one"

describe("a file", () => {
  it.each<[string, readonly PartDraft[], Partial<TouchedFiles>]>([
    ["is read", [read("a.ts")], { read: ["a.ts"] }],
    ["is named from the working directory", [read("/project/src/a.ts")], { read: ["src/a.ts"] }],
    ["outside of it keeps its whole path", [read("/etc/hosts")], { read: ["/etc/hosts"] }],
    ["is one however it is written", [read("./a.ts"), read("/project/a.ts")], { read: ["a.ts"] }],
    ["is not read where that failed", [read("a.ts", failed)], {}],
    ["is changed by a write", [write("a.ts")], { changed: ["a.ts"] }],
    ["is changed by an edit", [read("a.ts"), edit("a.ts")], { changed: ["a.ts"] }],
    ["is changed still when it is read again", [edit("a.ts"), read("a.ts")], { changed: ["a.ts"] }],
    ["is changed by a patch", [patch(update)], { changed: ["a.ts"] }],
    ["is changed by a patch that adds it", [patch(add)], { changed: ["a.ts"] }],
    ["is deleted by a patch", [edit("a.ts"), patch(remove)], { deleted: ["a.ts"] }],
    [
      "is deleted where a patch moved it away",
      [patch(move)],
      { changed: ["b.ts"], deleted: ["a.ts"] },
    ],
    [
      "is changed where a patch moved it back",
      [patch(move), patch(back)],
      { changed: ["a.ts"], deleted: ["b.ts"] },
    ],
    [
      "is changed where it is written anew",
      [bash("rm a.ts"), write("a.ts")],
      { changed: ["a.ts"] },
    ],
    [
      "is changed where an edit makes it anew",
      [bash("rm a.ts"), edit("a.ts")],
      { changed: ["a.ts"] },
    ],
    ["is read where it is back", [bash("rm a.ts"), read("a.ts")], { read: ["a.ts"] }],
    ["is unfinished by a failed edit", [edit("a.ts", failed)], { unfinished: ["a.ts"] }],
    ["is unfinished by a failed patch", [patch(update, failed)], { unfinished: ["a.ts"] }],
    [
      "is unfinished still when it is read again",
      [edit("a.ts", failed), read("a.ts")],
      { unfinished: ["a.ts"] },
    ],
    [
      "is unfinished, whatever was done to it before",
      [edit("a.ts"), edit("a.ts", failed)],
      { unfinished: ["a.ts"] },
    ],
    ["is mended by a later edit", [edit("a.ts", failed), edit("a.ts")], { changed: ["a.ts"] }],
  ])("%s", (_, parts, expected) => {
    expect(touched(...parts)).toEqual({ ...none, ...expected })
  })

  it("stands where it was touched last", () => {
    expect(touched(edit("a.ts"), edit("b.ts"), read("a.ts")).changed).toEqual(["b.ts", "a.ts"])
  })
})

describe("a command deletes", () => {
  it.each<[string, string, readonly string[]]>([
    ["what a plain rm names", "rm a.ts src/b.ts", ["a.ts", "src/b.ts"]],
    ["what stands behind its flags", "rm -rf --verbose dist", ["dist"]],
    ["what git takes out", "git rm a.ts", ["a.ts"]],
    ["what one of several commands names", "cd . && rm a.ts; ls | wc", ["a.ts"]],
    ["what a later line names", "ls\nrm a.ts\nls", ["a.ts"]],
    ["nothing that another command names", "docker rm box; npm run rm x", []],
    ["nothing that a pattern or a variable stands for", 'rm *.log $FILE $(ls) "$X"', []],
    ["nothing within quotes", `rm "my old file.ts" 'b c d'`, []],
    ["nothing that is only said", `echo "first; rm a.ts b.ts"`, []],
    ["what stands beside quotes", `rm "my old file.ts" a.ts`, ["a.ts"]],
    ["nothing that its output goes to", "rm a.ts 2>/dev/null", ["a.ts"]],
    ["nothing that all of its output goes to", "rm a.ts > rm.log 2>&1", ["a.ts"]],
  ])("%s", (_, command, deleted) => {
    expect(touched(bash(command))).toEqual({ ...none, deleted })
  })
})

it("a command that is longer than any deletes no file, and is no fault", () => {
  expect(touched(bash(`echo "${"ab".repeat(8_000_000)}\nrm a.ts`))).toEqual(none)
})
