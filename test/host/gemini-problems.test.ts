import { describe, expect, it } from "vitest"
import { geminiProblems } from "./gemini-problems.ts"
import type { GeminiContent } from "./gemini-problems.ts"

const ask: GeminiContent = { role: "user", parts: [{ text: "Go on" }] }
const functionCall = { name: "read", args: {} }
const bare: GeminiContent = { role: "model", parts: [{ functionCall }] }
const signed: GeminiContent = {
  role: "model",
  parts: [{ functionCall, thoughtSignature: "known" }, { functionCall }],
}
const answer = { functionResponse: { name: "read", response: {} } }
const told: GeminiContent = { role: "user", parts: [answer] }
const toldBoth: GeminiContent = { role: "user", parts: [answer, answer] }
const problemsOf = (...contents: readonly GeminiContent[]) =>
  geminiProblems(contents, new Set(["known"]))

describe("the scripted model as Gemini", () => {
  it.each<[string, readonly GeminiContent[]]>([
    ["two calls of a step of which the first is signed", [ask, signed, toldBoth]],
    ["a finished turn without signatures", [ask, bare, told, ask]],
  ])("takes %s", (_, contents) => {
    expect(problemsOf(...contents)).toEqual([])
  })

  it.each<[string, readonly GeminiContent[], string]>([
    [
      "an unsigned call of the running loop",
      [ask, signed, toldBoth, bare, told],
      "missing a thought_signature",
    ],
    [
      "a signature that it never gave",
      [ask, { role: "model", parts: [{ text: "a", thoughtSignature: "x" }] }, ask],
      "not valid",
    ],
    ["a call without its response", [ask, signed, told], "do not match"],
    ["a response without its call", [ask, told], "do not match"],
    ["content without parts", [{ role: "user", parts: [] }], "without parts"],
  ])("refuses %s", (_, contents, problem) => {
    expect(problemsOf(...contents)).toEqual([expect.stringContaining(problem)])
  })
})
