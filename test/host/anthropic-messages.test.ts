import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { createReadingModel, findGroup, postRequest } from "./post-request.ts"
import type { ScriptedModel } from "./scripted-model.ts"

let model: ScriptedModel

beforeEach(async () => {
  model = await createReadingModel()
})
afterEach(() => model.close())

const user = { role: "user", content: "Go on" }
const send = (messages: object[]) =>
  postRequest({
    model,
    path: "messages",
    body: { messages, max_tokens: 500, tools: [{ name: "read", input_schema: {} }] },
  })
const issue = async () => {
  const { text } = await send([user])
  const signature = findGroup(text, /"signature":"([^"]+)"/)
  const id = findGroup(text, /"id":"(toolu_\w+)"/)
  return {
    thinking: { type: "thinking", thinking: "Look first.", signature },
    call: { type: "tool_use", id, name: "read", input: {} },
    result: { type: "tool_result", tool_use_id: id, content: "text" },
  }
}
type Issued = Awaited<ReturnType<typeof issue>>
const said = (...content: object[]) => ({ role: "assistant", content })
const told = (...content: object[]) => ({ role: "user", content })
const text = (words: string) => ({ type: "text", text: words })

describe("the scripted model as anthropic messages", () => {
  it("accepts its own thinking and call with the result", async () => {
    const { thinking, call, result } = await issue()
    expect((await send([user, said(thinking, call), told(result)])).status).toBe(200)
    expect(model.invalid).toEqual([])
  })

  it("accepts a finished loop without its thinking", async () => {
    const { call, result } = await issue()
    const messages = [user, said(call), told(result), said(text("Done.")), user]
    expect((await send(messages)).status).toBe(200)
  })

  it.each<[name: string, messages: (issued: Issued) => object[], problem: string]>([
    [
      "thinking lost inside the loop",
      ({ call, result }) => [said(call), told(result)],
      "expected the thinking block issued with its tool_use",
    ],
    [
      "changed thinking",
      ({ thinking, call, result }) => [
        said({ ...thinking, thinking: "Look." }, call),
        told(result),
      ],
      "does not match its signature",
    ],
    [
      "a foreign signature",
      ({ thinking, call, result }) => [said({ ...thinking, signature: "x" }, call), told(result)],
      "never issued",
    ],
    [
      "a result behind other content",
      ({ thinking, call, result }) => [said(thinking, call), told(text("So:"), result)],
      "tool_result blocks must come first",
    ],
    ["a call without result", ({ thinking, call }) => [said(thinking, call), user], "no result"],
    ["two user messages in a row", () => [user], "roles must alternate"],
    ["blank text", () => [said(text(" ")), user], "non-whitespace"],
    ["an assistant message at the end", () => [said(text("So"))], "end with a user message"],
  ])("refuses %s", async (_name, messages, problem) => {
    const issued = await issue()
    expect((await send([user, ...messages(issued)])).status).toBe(400)
    expect(model.invalid.join("\n")).toContain(problem)
  })
})
