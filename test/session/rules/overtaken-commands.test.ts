import { describe, expect, it } from "vitest"
import { digest } from "../../../src/host/digest.ts"
import { overtakenCommands } from "../../../src/session/rules/overtaken-commands.ts"
import { effectOf, recordedEffect } from "../../builders/rule-effect.ts"
import { assistant, call, createTranscript, text, user } from "../../builders/transcript.ts"
import type { CallOptions, MessageDraft } from "../../builders/transcript.ts"

const output = "test 1 passed, as it should\n".repeat(20).trimEnd()
const run = (input: Record<string, unknown>, options: CallOptions = {}) =>
  assistant(call("bash", input, { output, ...options }))
const done = assistant(text("Done."))
const session = (...messages: readonly MessageDraft[]) =>
  createTranscript(user(text("Go")), ...messages, done)

describe("overtaken commands", () => {
  it("leaves the recorded session alone, where the counts changed in between", () => {
    expect(recordedEffect("overtaken-command")).toEqual([])
  })

  it("leaves the newest of the outputs that hold the same lines, whatever they are described as", () => {
    const transcript = session(
      run({ command: "npm test", description: "Test" }),
      run(
        { command: "npm test", description: "Test again" },
        { output: `${output}\n---\nnow all of them` },
      ),
    )
    expect(effectOf(overtakenCommands, transcript)).toEqual({
      "m02p1 output": `[compacted bash npm test, 20 lines: newer result below; recall ${digest(output).slice(0, 8)}]`,
    })
  })

  it("keeps a result of which a line is gone from the newer one: it is history", () => {
    const transcript = session(
      run({ command: "npm test" }, { output: `${output}\ntest 2 failed` }),
      run({ command: "npm test" }),
    )
    expect(effectOf(overtakenCommands, transcript)).toEqual({})
  })

  it("does not count lines of a newer output that was replaced itself", () => {
    const transcript = session(run({ command: "npm test" }), run({ command: "npm test" }))
    const replaced = ["m03/m03p1/output"]
    expect(effectOf(overtakenCommands, transcript, { replaced })).toEqual({})
  })

  it.each([
    ["another command", run({ command: "npm run test" })],
    ["the command in another folder", run({ command: "npm test", workdir: "/project/sub" })],
    ["the command in another tool", assistant(call("remote", { command: "npm test" }, { output }))],
    ["a failed repetition", run({ command: "npm test" }, { status: "failed", output: "killed" })],
    ["a repetition that still runs", run({ command: "npm test" }, { status: "pending" })],
  ])("does not touch a command before %s", (_, later) => {
    expect(effectOf(overtakenCommands, session(run({ command: "npm test" }), later))).toEqual({})
  })

  it("keeps a failed call's error: it says why the next one was different", () => {
    const failed = run({ command: "npm test" }, { status: "failed" })
    expect(effectOf(overtakenCommands, session(failed, run({ command: "npm test" })))).toEqual({})
  })

  it.each([
    ["the recent window", { steps: 3 }],
    ["protected tools", { protectedTools: ["bash"] }],
  ])("does not touch %s", (_, settings) => {
    const transcript = session(run({ command: "npm test" }), run({ command: "npm test" }))
    expect(effectOf(overtakenCommands, transcript, settings)).toEqual({})
  })
})
