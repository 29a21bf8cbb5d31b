import { describe, expect, it, vi } from "vitest"
import { isPassedOn, providerWords } from "../../src/session/provider-words.ts"

describe("a provider's own words", () => {
  it.each<[string, string, string]>([
    ["a message", "prompt is too long", "prompt is too long"],
    [
      "a status and a body",
      'Bad Request: {"error":{"message":"Too long","x":"y"}}',
      "Bad Request: Too long",
    ],
    ["a body", '{"message":"Too long","error":"invalid"}', "Too long invalid"],
    ["a body in a body", '{"error":{"message":"{\\"message\\":\\"Too long\\"}"}}', "Too long"],
    ["a list of faults", '{"detail":[{"msg":"One","input":"x"},{"msg":"Two"}]}', "One Two"],
    ["a list alone", 'Bad: [{"msg":"One","input":"x"}]', "Bad: One"],
    [
      "what a gateway passes on",
      '{"error":{"message":"Refused","metadata":{"raw":"{\\"message\\":\\"Too long\\"}","input":"x"}}}',
      "Refused Too long",
    ],
    ["a record of what was sent", '{"message":"Refused","raw":"Too long"}', "Refused"],
    ["fields that quote", '{"input":"Too long","headers":{"message":"No"}}', ""],
    ["a path with braces", "messages[3]: {role} is unknown", "messages[3]: {role} is unknown"],
  ])("are read of %s", (_, message, words) => {
    expect(providerWords(message)).toBe(words)
  })

  it("are bounded, whatever the message is", () => {
    const nested = '{"error":'.repeat(50_000)
    const deep = `${nested}"prompt is too long"${"}".repeat(50_000)}`
    const long = `{"message":"${"x".repeat(2_000_000)}"}`
    for (const text of [nested, deep, long]) expect(providerWords(text).length).toBeLessThan(4_001)
  })
})

const generated = "The maximum context length is 32000 tokens"
const failed = {
  error: { message: "Failed to call", code: "tool_use_failed", failed_generation: generated },
}
const json = JSON.stringify(failed)

describe("what a model said, or was sent", () => {
  it.each<[string, string, string]>([
    [
      "a gateway's words stand behind it",
      `Groq: ${json}\n. Model=x`,
      "Groq: Failed to call tool_use_failed . Model=x",
    ],
    [
      "an id stands behind it",
      `Bad: ${json} (id: 7)`,
      "Bad: Failed to call tool_use_failed (id: 7)",
    ],
    ["a brace stands before it", `In {groq}: ${json}`, "In {groq}: Failed to call tool_use_failed"],
    [
      "a status in brackets stands before it",
      `[{400}] ${json}`,
      "[{400}] Failed to call tool_use_failed",
    ],
    [
      "it is in the form of Python",
      `400 - {'error': {'message': "It's bad", 'code': None, 'failed_generation': '${generated}'}}`,
      "400 - It's bad",
    ],
    [
      "its names have no quotes",
      `{ message: 'Failed to call', code: 400, failed_generation: '${generated}' }`,
      "Failed to call",
    ],
    [
      "it comes in a stream",
      `data: ${json}\n\ndata: [DONE]`,
      "data: Failed to call tool_use_failed data: [DONE]",
    ],
    [
      "it comes twice",
      `${json}\n${json}`,
      "Failed to call tool_use_failed Failed to call tool_use_failed",
    ],
    ["it is cut", `Bad: ${json.slice(0, -9)}`, "Bad: Failed to call tool_use_failed"],
    [
      "its quotes are escaped",
      `Bad: ${JSON.stringify(json).slice(1, -1)}`,
      "Bad: Failed to call tool_use_failed",
    ],
  ])("is none of the provider's words when %s", (_, message, words) => {
    expect(providerWords(message)).toBe(words)
  })
})

it("the end of a provider's words that were cut is read", () => {
  expect(providerWords('Bad: {"message":"Too lo')).toBe("Bad: Too lo")
})

it.each<[string, object]>([
  ["description", { error: { description: "Too long" } }],
  ["details", { error: { code: 400, details: [{ message: "Too long" }] } }],
  ["reason", { reason: "Too long" }],
  ["innererror", { error: { innererror: { message: "Too long" } } }],
  ["error_description", { error_description: "Too long" }],
  ["cause", { error: { cause: { message: "Too long" } } }],
  ["previous_errors", { error: { metadata: { previous_errors: [{ message: "Too long" }] } } }],
])("a provider's own words may stand in its field %s", (_, body) => {
  expect(providerWords(JSON.stringify(body))).toBe("Too long")
})

it("a refusal in JSON is read in one pass, whatever its fields hold", () => {
  const deep = {
    errors: Array.from({ length: 8 }, () => ({ errors: Array.from({ length: 8 }, () => ({})) })),
  }
  const message = JSON.stringify([deep, deep, { message: "Invalid schema" }])
  const read: number[] = []
  const counted = vi.spyOn(String.prototype, "charAt").mockImplementation(function (
    this: string,
    at,
  ) {
    read.push(at)
    return this[at] ?? ""
  })
  const words = providerWords(message)
  counted.mockRestore()
  expect(words).toBe("Invalid schema")
  expect(read.length).toBeLessThanOrEqual(message.length)
})

it.each([
  ["Provider returned error", true],
  ["Upstream error from Chutes", true],
  ["Provider returned error: 400", true],
  ["Provider returned 400", true],
  ["Upstream request failed", true],
  ["Error from provider: Provider returned error", true],
  ["Provider returned error: Invalid schema", false],
  ["Invalid schema", false],
])("whether a gateway says no more than that another refused: %s", (message, isSo) => {
  expect(isPassedOn(message)).toBe(isSo)
})
