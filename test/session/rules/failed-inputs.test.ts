import { describe, expect, it } from "vitest"
import { digest } from "../../../src/host/digest.ts"
import { failedInputs } from "../../../src/session/rules/failed-inputs.ts"
import { effectOf, recordedEffect } from "../../builders/rule-effect.ts"
import {
  assistant,
  call,
  createTranscript,
  reasoning,
  text,
  user,
} from "../../builders/transcript.ts"
import type { MessageDraft } from "../../builders/transcript.ts"

const long = "a line that is in no file\n".repeat(20).trimEnd()
const input = { filePath: "/project/a.ts", oldString: long, newString: "short", replaceAll: true }
const failed = call("edit", input, { status: "failed", output: "Could not find oldString" })
const done = assistant(text("Done."))
const session = (...messages: readonly MessageDraft[]) =>
  createTranscript(user(text("Go")), ...messages, done)

const replacedInput = {
  ...input,
  oldString: `[compacted 20 lines: input of a failed call; recall ${digest(JSON.stringify(input)).slice(0, 8)}]`,
}

describe("failed inputs", () => {
  it("fires on the recorded session", () => {
    expect(recordedEffect("failed-input")).toEqual(["12 input of edit src/dense.ts"])
  })

  it("replaces long texts only; error, path and flags stay", () => {
    expect(effectOf(failedInputs, session(assistant(failed)))).toEqual({
      "m02p1 input": replacedInput,
    })
  })

  const thought = reasoning("It may be there. ".repeat(20), { signed: true })

  it("replaces inputs of signed messages when their tool loop is over", () => {
    const transcript = session(assistant(thought, failed), done, user(text("Go on")))
    expect(effectOf(failedInputs, transcript)).toEqual({ "m02p2 input": replacedInput })
  })

  it.each([
    ["calls that succeeded", session(assistant(call("edit", input)))],
    ["calls that still run", session(assistant({ ...failed, status: "pending" }))],
    ["signed messages in the running loop", session(assistant(thought, failed))],
    ["the recent window", createTranscript(user(text("Go")), assistant(failed))],
    ["protected tools", session(assistant({ ...failed, tool: "task" }))],
  ])("does not touch %s", (_, transcript) => {
    expect(effectOf(failedInputs, transcript)).toEqual({})
  })

  it("does not touch protected files", () => {
    const settings = { isProtectedFile: (file: string) => file === input.filePath }
    expect(effectOf(failedInputs, session(assistant(failed)), settings)).toEqual({})
  })
})
