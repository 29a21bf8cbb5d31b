import { describe, expect, it } from "vitest"
import { digest } from "../../../src/host/digest.ts"
import { standingInputs } from "../../../src/session/rules/standing-inputs.ts"
import { effectOf, recordedEffect } from "../../builders/rule-effect.ts"
import {
  assistant,
  call,
  createTranscript,
  fileLines,
  readOutput,
  reasoning,
  text,
  user,
} from "../../builders/transcript.ts"
import type { MessageDraft, PartDraft } from "../../builders/transcript.ts"

const path = "/project/a.ts"
const lines = fileLines("alpha", 30)
const content = lines.join("\n")
const input = { filePath: path, content }
const write = call("write", input)
const read = call("read", { filePath: path }, { output: readOutput(path, lines) })
const done = assistant(text("Done."))
const session = (...messages: readonly MessageDraft[]) =>
  createTranscript(user(text("Go")), ...messages, done)
const steps = (...parts: readonly PartDraft[]) => session(...parts.map((part) => assistant(part)))

const handleOf = (value: object) => digest(JSON.stringify(value)).slice(0, 8)
const note = (value: object, what = "30 lines") =>
  `[compacted ${what}: content stands below; recall ${handleOf(value)}]`

describe("standing inputs", () => {
  it("fires on the recorded session", () => {
    expect(recordedEffect("standing-input")).toEqual(["11 input of write notes/notes.md"])
  })

  it("replaces what a later read shows, and keeps path and keys", () => {
    expect(effectOf(standingInputs, steps(write, read))).toEqual({
      "m02p1 input": { filePath: path, content: note(input) },
    })
  })

  it("replaces a text of which an edit has changed a part since", () => {
    const edit = call("edit", { filePath: path, oldString: lines[3], newString: "new" })
    const changed = lines.with(3, "new")
    const again = call("read", { filePath: path }, { output: readOutput(path, changed) })
    expect(effectOf(standingInputs, steps(write, edit, again))).toEqual({
      "m02p1 input": { filePath: path, content: note(input) },
    })
  })

  it("replaces both texts of an edit", () => {
    const edit = { filePath: path, oldString: content.toUpperCase(), newString: content }
    expect(effectOf(standingInputs, steps(call("edit", edit), read))).toEqual({
      "m02p1 input": { filePath: path, oldString: note(edit), newString: note(edit) },
    })
  })

  it("replaces the texts of several edits in one call, inside their list", () => {
    const edits = { filePath: path, edits: [{ oldString: "short", newString: content }] }
    expect(effectOf(standingInputs, steps(call("multiedit", edits), read))).toEqual({
      "m02p1 input": {
        filePath: path,
        edits: [{ oldString: "short", newString: note(edits) }],
      },
    })
  })

  it("keeps a patch's files in the note", () => {
    const patch = {
      patchText: `*** Begin Patch\n*** Add File: ${path}\n+${lines.join("\n+")}\n*** End Patch`,
    }
    expect(effectOf(standingInputs, steps(call("apply_patch", patch), read))).toEqual({
      "m02p1 input": { patchText: note(patch, "a.ts 33 lines") },
    })
  })

  const signed = assistant(reasoning("I write it. ".repeat(20), { signed: true }), write)

  it("replaces inputs of signed messages when their tool loop is over", () => {
    const transcript = session(signed, assistant(read), done, user(text("Go on")))
    expect(effectOf(standingInputs, transcript)).toEqual({
      "m02p2 input": { filePath: path, content: note(input) },
    })
  })

  it.each([
    ["content that stands nowhere", steps(write)],
    ["content of which a part stands nowhere", steps(write, shownOnly(20))],
    ["content that was only appended", steps(call("append_file", input), read)],
    ["content that another file shows", steps(write, { ...read, input: { filePath: "/b" } })],
    ["short inputs", steps(call("write", { filePath: path, content: "short" }), read)],
    ["signed messages in the running loop", session(signed, assistant(read))],
    ["tools that change no file", steps(call("bash", { command: content }), read)],
  ])("does not touch %s", (_, transcript) => {
    expect(effectOf(standingInputs, transcript)).toEqual({})
  })

  it.each([
    ["the recent window", { steps: 3 }],
    ["protected tools", { protectedTools: ["write"] }],
    ["protected files", { isProtectedFile: (file: string) => file === path }],
  ])("does not touch %s", (_, settings) => {
    expect(effectOf(standingInputs, steps(write, read), settings)).toEqual({})
  })

  it.each([
    ["a read that was replaced itself", read],
    ["a write that was replaced itself", { ...write, input: { filePath: path, content: "new" } }],
  ])("goes by the file, not by %s", (_, later) => {
    const replaced = ["m03/m03p1/output", "m03/m03p1/input"]
    expect(Object.keys(effectOf(standingInputs, steps(write, later), { replaced }))).toEqual(
      later === read ? [] : ["m02p1 input"],
    )
  })

  it("does not touch patches of protected files", () => {
    const patch = call("apply_patch", {
      patchText: `*** Begin Patch\n*** Add File: ${path}\n+${lines.join("\n+")}\n*** End Patch`,
    })
    const isProtectedFile = (file: string) => file === path
    expect(effectOf(standingInputs, steps(patch, read), { isProtectedFile })).toEqual({})
  })
})

function shownOnly(count: number): PartDraft {
  return call("read", { filePath: path }, { output: readOutput(path, lines.slice(0, count)) })
}
