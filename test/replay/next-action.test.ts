import { describe, expect, it } from "vitest"
import { agreementOf, spread } from "../../src/replay/agreement.ts"
import { nextAction, sameAction } from "../../src/replay/next-action.ts"
import { readAnswer } from "../../src/replay/read-answer.ts"

const action = (tool: string, input: object) => nextAction({ tool, input }, "/project")

describe("two answers", () => {
  it.each([
    ["the same file, however named", { filePath: "/project/a.ts" }, { filePath: "./a.ts" }, true],
    ["the same file, read elsewhere", { filePath: "a.ts" }, { filePath: "a.ts", offset: 9 }, true],
    ["other space in a command", { command: "npm  test\n" }, { command: "npm test" }, true],
    ["another command", { command: "npm test" }, { command: "npm run test" }, false],
    ["no argument and none", {}, {}, true],
    [
      "patches of the same file",
      { patchText: "*** Update File: /project/a.ts\n-old" },
      { patchText: "*** Update File: a.ts\n-older" },
      true,
    ],
  ])("with %s", (_title, a, b, same) => {
    expect(sameAction(action("tool", a), action("tool", b))).toBe(same)
  })

  it("with other tools differ, and so do a call and a text", () => {
    expect(sameAction(action("read", {}), action("edit", {}))).toBe(false)
    expect(sameAction(action("read", {}), nextAction(undefined, "/project"))).toBe(false)
  })
})

it("agreement compares each answer with each, and the full prompt's with one another", () => {
  const [a, b] = [action("read", { filePath: "a" }), action("read", { filePath: "b" })]
  const asked = { session: "s", message: "m" }
  expect(
    agreementOf([
      { ...asked, full: [a, a, b], sent: [a, b] },
      { ...asked, full: [a], sent: [] },
    ]),
  ).toEqual({ repeat: { kept: 1, of: 3 }, compacted: { kept: 3, of: 6 } })
})

it("a sample is spread evenly", () => {
  const ten = Array.from({ length: 10 }, (_, index) => index)
  expect([spread(ten, 20).length, spread(ten, 5), spread(ten, 3).length]).toEqual([
    10,
    [0, 2, 4, 6, 8],
    3,
  ])
})

const answer = (message: unknown) => ({ choices: [{ message }] })
const called = (name: unknown, text: unknown) =>
  answer({ tool_calls: [{ function: { name, arguments: text } }] })

describe("an answer of an endpoint", () => {
  it.each([
    [called("read", '{"filePath":"a.ts"}'), { tool: "read", argument: "a.ts" }],
    [called("list", ""), { tool: "list", argument: '""' }],
    [answer({ content: "Done." }), { tool: undefined, argument: "" }],
  ])("is read: %j", (body, expected) => {
    expect(readAnswer(body, "/project")).toEqual({ ok: true, action: expected })
  })

  it.each([
    [called("read", '{"filePath"'), "the arguments for read are not JSON"],
    [called("", "{}"), "the answer calls a tool without a name"],
    [answer({ content: " " }), "the answer has neither a tool call nor a text"],
    [{ choices: [] }, "the answer has neither a tool call nor a text"],
    ["nonsense", "the answer has neither a tool call nor a text"],
    [undefined, "the answer has neither a tool call nor a text"],
  ])("is nonsense: %j", (body, problem) => {
    expect(readAnswer(body, "/project")).toEqual({ ok: false, problem })
  })
})
