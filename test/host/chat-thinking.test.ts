import { describe, expect, it } from "vitest"
import { createChatThinking } from "./chat-thinking.ts"
import type { Thinking, ThinkingField } from "./chat-thinking.ts"

const ids = ["c1"]
const opaque = "opaque-0"
const details = (text: string) => ({ reasoning_details: [{ text }] })

/** Problems of a call that was issued beside "Look first." and comes back beside this. */
const problemsOf = (field: ThinkingField | undefined, sent: Thinking, isRunning: boolean) => {
  const thinking = createChatThinking(field)
  thinking.issue("Look first.", ids)
  return thinking.problems({ sent, calls: ids, isRunning })
}

describe("the scripted model's thinking behind chat completions", () => {
  it.each<[string, ThinkingField | undefined, Thinking, boolean]>([
    ["nothing where it wants nothing", undefined, {}, true],
    ["a remainder in its field", "reasoning_content", { reasoning_content: "…" }, true],
    [
      "its opaque with its text",
      "reasoning_opaque",
      { reasoning_opaque: opaque, reasoning_text: "Look first." },
      true,
    ],
    ["no opaque in a finished turn", "reasoning_opaque", {}, false],
    ["its details", "reasoning_details", details("Look first."), false],
  ])("takes %s", (_, field, sent, isRunning) => {
    expect(problemsOf(field, sent, isRunning)).toEqual([])
  })

  it.each<[string, ThinkingField, Thinking, boolean, string]>([
    ["a call without its field", "reasoning_content", {}, true, "is missing"],
    [
      "an empty field in a finished turn",
      "reasoning_content",
      { reasoning_content: "" },
      false,
      "is missing",
    ],
    [
      "a call of the running loop without its opaque",
      "reasoning_opaque",
      {},
      true,
      "without its reasoning_opaque",
    ],
    [
      "an opaque without its text",
      "reasoning_opaque",
      { reasoning_opaque: opaque },
      false,
      "does not match",
    ],
    [
      "an opaque of another",
      "reasoning_opaque",
      { reasoning_opaque: "x", reasoning_text: "Look first." },
      true,
      "does not match",
    ],
    ["missing details", "reasoning_details", {}, false, "missing or changed"],
    ["shortened details", "reasoning_details", details("Look"), true, "missing or changed"],
  ])("refuses %s", (_, field, sent, isRunning, problem) => {
    expect(problemsOf(field, sent, isRunning)).toEqual([expect.stringContaining(problem)])
  })

  it.each<ThinkingField>(["reasoning_content", "reasoning_opaque", "reasoning_details"])(
    "shows %s only where it thought",
    (field) => {
      expect(createChatThinking(field).issue("", ids)).toEqual({ before: [], beside: {} })
    },
  )
})
