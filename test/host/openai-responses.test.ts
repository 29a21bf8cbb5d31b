import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { createReadingModel, findGroup, postRequest } from "./post-request.ts"
import type { ScriptedModel } from "./scripted-model.ts"

let model: ScriptedModel

beforeEach(async () => {
  model = await createReadingModel()
})
afterEach(() => model.close())

const user = { role: "user", content: "Go on" }
const send = (input: object[]) =>
  postRequest({
    model,
    path: "responses",
    body: { input, tools: [{ type: "function", name: "read", parameters: {} }] },
  })
const issue = async () => {
  const { text } = await send([user])
  const callID = findGroup(text, /"call_id":"([^"]+)"/)
  return {
    reasoning: {
      type: "reasoning",
      id: findGroup(text, /"id":"(rs_\w+)"/),
      encrypted_content: findGroup(text, /"encrypted_content":"([^"]+)"/),
      summary: [{ type: "summary_text", text: "Look first." }],
    },
    call: {
      type: "function_call",
      id: findGroup(text, /"id":"(fc_\w+)"/),
      call_id: callID,
      name: "read",
      arguments: "{}",
    },
    output: { type: "function_call_output", call_id: callID, output: "text" },
  }
}
type Issued = Awaited<ReturnType<typeof issue>>

describe("the scripted model as openai responses", () => {
  it("accepts its own items, with or without ids", async () => {
    const { reasoning, call, output } = await issue()
    const bare = [
      { ...reasoning, id: undefined },
      { ...call, id: undefined },
    ]
    expect((await send([user, reasoning, call, output])).status).toBe(200)
    expect((await send([user, ...bare, output])).status).toBe(200)
    expect(model.invalid).toEqual([])
  })

  it.each<[name: string, input: (issued: Issued) => object[], problem: string]>([
    ["a call without output", ({ reasoning, call }) => [reasoning, call], "no tool output found"],
    ["an output alone", ({ output }) => [output], "no tool call found"],
    ["reasoning alone", ({ reasoning }) => [reasoning, user], "required following item"],
    ["a call by id alone", ({ call, output }) => [call, output], "required 'reasoning' item"],
    [
      "an item twice",
      ({ reasoning, call, output }) => [reasoning, call, output, reasoning, call, output],
      "duplicate item",
    ],
    [
      "changed encrypted content",
      ({ reasoning, call, output }) => [{ ...reasoning, encrypted_content: "x" }, call, output],
      "could not be verified",
    ],
    [
      "a changed summary",
      ({ reasoning, call, output }) => [{ ...reasoning, summary: [] }, call, output],
      "the summary was changed",
    ],
    [
      "a foreign id",
      ({ reasoning, call, output }) => [reasoning, { ...call, id: "fc_x" }, output],
      "fc_x was never issued",
    ],
    ["an empty message", () => [{ role: "user", content: "" }], "user message without content"],
  ])("refuses %s", async (_name, input, problem) => {
    const issued = await issue()
    expect((await send([user, ...input(issued)])).status).toBe(400)
    expect(model.invalid.join("\n")).toContain(problem)
  })
})
