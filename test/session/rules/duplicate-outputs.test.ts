import { describe, expect, it } from "vitest"
import { digest } from "../../../src/host/digest.ts"
import { duplicateOutputs } from "../../../src/session/rules/duplicate-outputs.ts"
import { effectOf, recordedEffect } from "../../builders/rule-effect.ts"
import { assistant, call, createTranscript, text, user } from "../../builders/transcript.ts"

const long = "the same words in every output. ".repeat(20)
const show = (name: string, output = long) => assistant(call("bash", { command: name }, { output }))
const done = assistant(text("Done."))

describe("duplicate outputs", () => {
  it("fires on the recorded session", () => {
    expect(recordedEffect("duplicate-output")).toEqual(["19 output of bash cat src/pipeline.ts"])
  })

  it("leaves the newest of equal outputs, and a note in place of the others", () => {
    const transcript = createTranscript(user(text("Go")), show("a"), show("b"), show("c"), done)
    const handle = digest(long).slice(0, 8)
    expect(effectOf(duplicateOutputs, transcript)).toEqual({
      "m02p1 output": `[compacted bash a, 1 line: same output again below; recall ${handle}]`,
      "m03p1 output": `[compacted bash b, 1 line: same output again below; recall ${handle}]`,
    })
  })

  it("does not rely on a twin that was replaced itself", () => {
    const transcript = createTranscript(user(text("Go")), show("a"), show("b"), done)
    expect(effectOf(duplicateOutputs, transcript, { replaced: ["m03/m03p1/output"] })).toEqual({})
  })

  it.each([
    ["other content", [show("a", `${long}!`), show("b"), done]],
    ["short outputs, equal by chance", [show("a", "ok"), show("b", "ok"), done]],
    ["the recent window", [show("a"), show("b")]],
    [
      "protected tools",
      [assistant(call("task", {}, { output: long })), show("b"), show("c", "ok"), done],
    ],
    [
      "what the host cleared itself",
      [assistant(call("bash", {}, { output: long, clearedAt: 5 })), show("b"), done],
    ],
    [
      "calls that still run",
      [assistant(call("bash", {}, { output: long, status: "pending" })), show("b"), done],
    ],
  ])("does not touch %s", (_, messages) => {
    const transcript = createTranscript(user(text("Go")), ...messages)
    expect(
      effectOf(duplicateOutputs, transcript, { steps: messages.length === 2 ? 2 : 1 }),
    ).toEqual({})
  })
})
