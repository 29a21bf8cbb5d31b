import { describe, expect, it } from "vitest"
import { denseOutputs } from "../../../src/session/rules/dense-outputs.ts"
import { effectOf, recordedEffect } from "../../builders/rule-effect.ts"
import {
  assistant,
  call,
  createTranscript,
  fileLines,
  readOutput,
  text,
  user,
} from "../../builders/transcript.ts"
import type { PartDraft } from "../../builders/transcript.ts"

const lines = fileLines("alpha", 30)
const output = readOutput("/project/a.ts", lines)
const read = (options = {}) => call("read", { filePath: "/project/a.ts" }, { output, ...options })
const step = (part: PartDraft) => createTranscript(user(text("Go")), assistant(part))

const denseRead = [
  "<path>/project/a.ts</path>",
  "<type>file</type>",
  "<content>",
  ...lines,
  "",
  "(Showing lines 1-30 of 30)",
  "</content>",
].join("\n")

describe("dense outputs", () => {
  it("fires on the recorded session", () => {
    expect(recordedEffect("dense").map((line) => line.slice(0, 40))).toEqual([
      "3 output of read src/rule.ts",
      "6 output of bash for i in 1 2 3 4 5; do ",
      "14 output of read src/dense.ts",
      "14 output of read notes/notes.md",
      "15 output of read src/recall.ts",
      "16 output of grep export",
      "17 output of glob **/*.{ts,md}",
    ])
  })

  it("applies inside the recent window: only layout goes", () => {
    expect(effectOf(denseOutputs, step(read()))).toEqual({ "m02p1 output": denseRead })
  })

  it("applies to the errors of failed calls", () => {
    expect(effectOf(denseOutputs, step(read({ status: "failed" })))).toEqual({
      "m02p1 output": denseRead,
    })
  })

  it.each([
    ["protected tools", { protectedTools: ["read"] }],
    ["protected files", { isProtectedFile: (file: string) => file === "a.ts" }],
  ])("does not touch outputs of %s", (_, settings) => {
    expect(effectOf(denseOutputs, step(read()), settings)).toEqual({})
  })

  it.each([
    ["outputs without layout", read({ output: lines.join("\n") })],
    ["a saving of a few tokens", read({ output: `${lines.join("\n")}    ` })],
    ["what was recalled, because lines are counted in it", { ...read(), tool: "recall" }],
    ["calls that still run", read({ status: "pending" })],
    ["what the host cleared itself", read({ clearedAt: 5 })],
    ["what the user wrote", text(output)],
  ])("does not touch %s", (_, part) => {
    expect(effectOf(denseOutputs, step(part))).toEqual({})
  })
})
