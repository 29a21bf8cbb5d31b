import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { createReadingModel, postRequest } from "./post-request.ts"
import type { ScriptedModel } from "./scripted-model.ts"

let model: ScriptedModel

beforeEach(async () => {
  model = await createReadingModel()
})
afterEach(() => model.close())

const user = { role: "user", content: "Go on" }
const tools = [{ type: "function", function: { name: "read", parameters: {} } }]
const send = (messages: object[]) =>
  postRequest({ model, path: "chat/completions", body: { messages, tools } })
const called = (id: string, json = "{}") => ({
  role: "assistant",
  tool_calls: [{ id, type: "function", function: { name: "read", arguments: json } }],
})
const result = (id: string, content = "") => ({ role: "tool", tool_call_id: id, content })

describe("the scripted model as chat completions", () => {
  it("accepts a call with its result, be it empty", async () => {
    expect((await send([user, called("c1"), result("c1")])).status).toBe(200)
    expect(model.invalid).toEqual([])
  })

  it.each([
    ["a call without result", [called("c1"), user], "c1 has no result directly after it"],
    ["a late result", [called("c1"), user, result("c1")], "c1 answers no open tool call"],
    ["a result twice", [called("c1"), result("c1"), result("c1")], "answers no open tool call"],
    ["a result alone", [result("c1")], "c1 answers no open tool call"],
    ["a call id twice", [called("c1"), result("c1"), called("c1"), result("c1")], "used twice"],
    ["arguments cut short", [called("c1", '{"a'), result("c1")], "not a JSON object"],
    ["an empty message", [{ role: "user", content: "" }], "user message without content"],
    ["an unknown role", [{ role: "critic", content: "no" }], "Invalid discriminator"],
  ])("refuses %s", async (_name, messages, problem) => {
    expect((await send([user, ...messages])).status).toBe(400)
    expect(model.invalid.join("\n")).toContain(problem)
  })

  it("refuses a prompt over the context in the provider's words", async () => {
    const { status, text } = await send([{ role: "user", content: "word ".repeat(3_000) }])
    expect(status).toBe(400)
    expect(text).toContain("maximum context length is 2000 tokens")
    expect(text).toContain("context_length_exceeded")
    expect(model.requests[0]).toMatchObject({ refused: true, overLimit: true })
  })

  it("counts an image as a constant", async () => {
    const url = `data:image/png;base64,${"QUJD".repeat(5_000)}`
    const content = [{ type: "image_url", image_url: { url } }]
    expect((await send([{ role: "user", content }])).status).toBe(200)
    expect(model.requests[0]?.tokens).toBeGreaterThan(1_000)
    expect(model.requests[0]?.tokens).toBeLessThan(1_100)
  })

  it("breaks the connection in the middle of an answer", async () => {
    await expect(send([{ role: "user", content: "Break off" }])).rejects.toThrow(TypeError)
  })
})
