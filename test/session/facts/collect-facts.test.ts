import { describe, expect, it } from "vitest"
import { collectFacts } from "../../../src/session/facts/collect-facts.ts"
import type { Facts } from "../../../src/session/facts/collect-facts.ts"
import { createTestMeter } from "../../builders/meter.ts"
import { assistant, call, createTranscript, text, user } from "../../builders/transcript.ts"
import type { MessageDraft } from "../../builders/transcript.ts"

const facts = (messages: readonly MessageDraft[], userTokens = 2_000): Facts =>
  collectFacts({
    transcript: createTranscript(...messages),
    meter: createTestMeter(),
    userTokens,
  })

const nothing: Facts = {
  request: undefined,
  binding: [],
  replies: [],
  todos: [],
  files: { read: [], changed: [], deleted: [], unfinished: [] },
  commands: [],
  lastError: undefined,
}

const todo = (content: unknown, status = "pending") => ({ content, status, priority: "high" })
const list = (...todos: readonly unknown[]): MessageDraft => assistant(call("todowrite", { todos }))
const broken = assistant(call("todowrite", { todos: [todo("No")] }, { status: "failed" }))
const failure = (tool: string, output: string, filePath?: string): MessageDraft =>
  assistant(call(tool, filePath === undefined ? {} : { filePath }, { status: "failed", output }))

describe("the facts of a session", () => {
  it("are none where nothing was said or done", () => {
    expect(facts([])).toEqual(nothing)
  })

  it("are gathered from all that was said and done", () => {
    const session = [
      user(text("Task id: T-17.\nGo.\nNever push."), text("Never push.\nOnly ours.")),
      assistant(call("write", { filePath: "/project/a.ts", content: "x" })),
      list(todo("Write b.ts")),
      assistant(call("bash", { command: "npm test" }, { output: "FAIL a.test.ts", exitCode: 1 })),
      user(text("You must go on."), text("Now.")),
    ]
    expect(facts(session)).toEqual({
      request: "You must go on.\nNow.",
      binding: ["Task id: T-17.", "Never push.", "Only ours."],
      replies: [],
      todos: ["Write b.ts"],
      files: { read: [], changed: ["a.ts"], deleted: [], unfinished: [] },
      commands: [{ command: "npm test", errors: ["FAIL a.test.ts"] }],
      lastError: undefined,
    })
  })

  it.each<[string, readonly MessageDraft[], readonly string[]]>([
    ["word for word", [list(todo("  Fix `a`\n[1]  "))], ["  Fix `a`\n[1]  "]],
    [
      "that are open, with the one that is being done",
      [
        list(
          todo("Done", "completed"),
          todo("Doing", "in_progress"),
          todo("Given up", "cancelled"),
          todo("To do"),
        ),
      ],
      ["Doing (in progress)", "To do"],
    ],
    ["of the newest list", [list(todo("Old")), list(todo("New"))], ["New"]],
    ["of the newest list that was taken", [list(todo("Old")), broken], ["Old"]],
    ["none where the newest list is empty", [list(todo("Old")), list()], []],
    [
      "none of what is no item",
      [list("text", 7, null, todo(7), { status: "pending" }, todo("One"))],
      ["One"],
    ],
    ["none of what is no list", [assistant(call("todowrite", { todos: "all" }))], []],
  ])("have the todos %s", (_, messages, todos) => {
    expect(facts(messages).todos).toEqual(todos)
  })

  it("are gathered from what the host has cleared as well", () => {
    const cleared = { output: "FAIL a.test.ts", media: [] }
    const options = { output: "", exitCode: 1, clearedAt: 7, cleared }
    const gone = call("bash", { command: "npm test" }, options)
    expect(facts([assistant(text("I test it."), gone)]).commands).toEqual([
      { command: "npm test", errors: ["FAIL a.test.ts"] },
    ])
  })

  it.each<[string, readonly MessageDraft[], readonly string[]]>([
    ["of earlier requests", [user(text("Never push.\nGo.")), user(text("On"))], ["Never push."]],
    ["not of the latest one", [user(text("Never push."))], []],
    [
      "each once",
      [user(text("Never push.")), user(text("Never push.")), user(text("On"))],
      ["Never push."],
    ],
    ["not of answers", [user(text("Go")), assistant(text("I must.")), user(text("On"))], []],
  ])("have the lines that bind %s", (_, messages, binding) => {
    expect(facts(messages).binding).toEqual(binding)
  })

  it("have no more binding lines of a message than stay of it", () => {
    const rules = Array.from({ length: 40 }, (_, index) => `You must keep rule ${index} of all.`)
    const { binding } = facts([user(text(rules.join("\n"))), user(text("On"))], 100)
    // Each costs seven tokens and three for its place, of fifty.
    expect(binding).toEqual(rules.slice(0, 5))
  })

  it.each<[string, readonly MessageDraft[], string | undefined]>([
    ["by tool and line", [failure("webfetch", "\n  No answer  \nmore")], "webfetch: No answer"],
    ["by file", [failure("edit", "Not found", "/project/a.ts")], "edit a.ts: Not found"],
    [
      "of the newest call that failed",
      [failure("a", "One"), failure("b", "Two"), list()],
      "b: Two",
    ],
    ["in short", [failure("a", "x".repeat(400))], `a: ${"x".repeat(300)}`],
    ["with whole characters", [failure("a", "😀".repeat(151))], `a: ${"😀".repeat(150)}`],
    ["with whole characters", [failure("a", `x${"😀".repeat(150)}`)], `a: x${"😀".repeat(149)}`],
    ["not where it says nothing", [failure("a", " \n")], undefined],
  ])("tell how a call failed %s", (_, messages, lastError) => {
    expect(facts(messages).lastError).toBe(lastError)
  })
})
