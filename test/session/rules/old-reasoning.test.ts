import { describe, expect, it } from "vitest"
import { oldReasoning } from "../../../src/session/rules/old-reasoning.ts"
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

const thought = "First I look at the place where it is decided, then at the tests. ".repeat(3)
const plain = reasoning(thought)
const signed = reasoning(thought, { signed: true })
const step = call("bash", { command: "ls" })
const done = assistant(text("Done."))
const session = (...messages: readonly MessageDraft[]) =>
  createTranscript(user(text("Go")), ...messages, done)

describe("old reasoning", () => {
  it("fires on the recorded session", () => {
    expect(recordedEffect("old-reasoning")).toEqual([
      "1 reasoning",
      "2 reasoning",
      "7 reasoning",
      "11 reasoning",
      "15 reasoning",
    ])
  })

  it("leaves its end in finished turns where nobody signed it", () => {
    const transcript = session(assistant(plain, step), done, user(text("Go on")))
    expect(effectOf(oldReasoning, transcript)).toEqual({
      "m02p1 reasoning": "…I look at the place where it is decided, then at the tests.",
    })
  })

  it("goes from finished turns where a provider signed it", () => {
    const transcript = session(assistant(signed, step), done, user(text("Go on")))
    expect(effectOf(oldReasoning, transcript)).toEqual({ "m02p1 reasoning": "(dropped)" })
  })

  it("goes whole where a provider signed it, however short a piece is", () => {
    const transcript = session(
      assistant(signed, reasoning("Hm.", { signed: true }), step),
      done,
      user(text("Go on")),
    )
    expect(effectOf(oldReasoning, transcript)).toEqual({
      "m02p1 reasoning": "(dropped)",
      "m02p2 reasoning": "(dropped)",
    })
  })

  it.each([
    ["unsigned reasoning in the running loop", session(assistant(plain, step))],
    ["signed reasoning in the running loop", session(assistant(signed, step))],
    [
      "signed reasoning before what a user said in the middle of the loop",
      session(assistant(signed, step), user(text("Go on"))),
    ],
    ["unsigned beside signed in the running loop", session(assistant(plain, signed, step))],
    [
      "reasoning beside calls that are signed themselves, in the running loop",
      session({ ...assistant(plain, step), signed: true }),
    ],
    ["the recent window", createTranscript(user(text("Go")), assistant(plain, step))],
    ["a message that is nothing else", session(assistant(plain))],
    ["a message that is blank beside it", session(assistant(plain, text("\n")))],
    [
      "signed reasoning of a finished turn that its provider wants back",
      session(assistant({ ...signed, stays: true }, step), done, user(text("Go on"))),
    ],
    [
      "reasoning beside such, in one message",
      session(assistant(signed, { ...signed, stays: true }, step), done, user(text("Go on"))),
    ],
    [
      "unsigned reasoning that is as short as its end would be",
      session(assistant(reasoning("Look at the tests."), step), done, user(text("Go on"))),
    ],
    ["reasoning without text", session(assistant(reasoning(""), step))],
  ])("does not touch %s", (_, transcript) => {
    expect(effectOf(oldReasoning, transcript)).toEqual({})
  })
})
