import { expect, it } from "vitest"
import { SUMMARIZER_AGENT } from "../../src/host/summarizer-agent.ts"
import { hostClientOver } from "../builders/sdk-client.ts"

const model = { providerID: "acme", modelID: "large" }
const tokens = { input: 100, output: 20, reasoning: 5, cache: { read: 30, write: 7 } }
const parts = [
  { type: "step-start" },
  { type: "text", text: "## Objective" },
  { type: "reasoning", text: "Hm." },
  { type: "text", text: "It." },
]
const info = { finish: "stop", tokens }

const answered = async (data: unknown) => {
  const asked: unknown[] = []
  const client = hostClientOver({
    session: {
      prompt: async (request: unknown) => {
        asked.push(request)
        return { data }
      },
    },
  })
  return { answer: await client.prompt("ses_child", model, "Summarize."), asked }
}

it("a summarizer's answer is its texts, with the tokens that it cost", async () => {
  const { answer, asked } = await answered({ info, parts })
  expect(answer).toEqual({ text: "## Objective\nIt.", prompt: 137, output: 25 })
  expect(asked).toEqual([
    {
      path: { id: "ses_child" },
      body: { agent: SUMMARIZER_AGENT, model, parts: [{ type: "text", text: "Summarize." }] },
    },
  ])
})

it.each<[string, unknown, unknown]>([
  ["was cut off at its longest", { info: { ...info, finish: "length" }, parts }, undefined],
  ["broke off without a word", { info: { ...info, finish: "unknown" }, parts }, undefined],
  ["was stopped by a filter", { info: { ...info, finish: "content-filter" }, parts }, undefined],
  ["has no end", { info: { tokens }, parts }, undefined],
  ["ended in an error", { info: { ...info, error: { name: "UnknownError" } }, parts }, undefined],
  ["did not come", undefined, undefined],
  ["was aborted", { info: { ...info, error: { name: "MessageAbortedError" } }, parts }, "aborted"],
])("an answer that %s is none", async (_, data, expected) => {
  expect((await answered(data)).answer).toBe(expected)
})

const prompt = async () => Promise.reject(new Error("offline"))

it("a call that fails is told to whoever asked", async () => {
  const client = hostClientOver({ session: { prompt } })
  await expect(client.prompt("ses_child", model, "Summarize.")).rejects.toThrow("offline")
})
