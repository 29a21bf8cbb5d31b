import { createHash } from "node:crypto"
import { z } from "zod"
import { emptyRequest } from "./protocol.ts"
import type { Answer, Protocol, Usage } from "./protocol.ts"
import { flattenResponses, responsesBodySchema } from "./responses-body.ts"
import { responsesProblems } from "./responses-problems.ts"
import type { IssuedItem } from "./responses-problems.ts"

/** An output item as sent, with what later requests may say about it. */
interface OutputItem {
  readonly id: string
  readonly issued: IssuedItem
  readonly start: object
  readonly events: readonly [type: string, fields: object][]
  readonly done: object
}

type NewID = (prefix: string) => string

const reasoningItem = (text: string, newID: NewID): OutputItem => {
  const id = newID("rs")
  const encrypted = createHash("sha256").update(`${id}\n${text}`).digest("base64")
  const at = { item_id: id, summary_index: 0 }
  return {
    id,
    issued: { type: "reasoning", encryptedContent: encrypted, text },
    start: { type: "reasoning", id, summary: [], encrypted_content: null },
    events: [
      ["reasoning_summary_part.added", { ...at, part: { type: "summary_text", text: "" } }],
      ["reasoning_summary_text.delta", { ...at, delta: text }],
      ["reasoning_summary_text.done", { ...at, text }],
      ["reasoning_summary_part.done", { ...at, part: { type: "summary_text", text } }],
    ],
    done: {
      type: "reasoning",
      id,
      summary: [{ type: "summary_text", text }],
      encrypted_content: encrypted,
    },
  }
}

const messageItem = (text: string, newID: NewID): OutputItem => {
  const id = newID("msg")
  const at = { item_id: id, content_index: 0 }
  const part = { type: "output_text", text, annotations: [] }
  const base = { type: "message", id, role: "assistant" }
  return {
    id,
    issued: { type: "message" },
    start: { ...base, status: "in_progress", content: [] },
    events: [
      ["content_part.added", { ...at, part: { ...part, text: "" } }],
      ["output_text.delta", { ...at, delta: text }],
      ["output_text.done", { ...at, text }],
      ["content_part.done", { ...at, part }],
    ],
    done: { ...base, status: "completed", content: [part] },
  }
}

const callItem = (call: Answer["calls"][number], newID: NewID): OutputItem => {
  const id = newID("fc")
  const callID = newID("call")
  const json = JSON.stringify(call.input)
  const base = { type: "function_call", id, call_id: callID, name: call.name }
  return {
    id,
    issued: { type: "function_call", callID },
    start: { ...base, status: "in_progress", arguments: "" },
    events: [
      ["function_call_arguments.delta", { item_id: id, delta: json }],
      ["function_call_arguments.done", { item_id: id, arguments: json }],
    ],
    done: { ...base, status: "completed", arguments: json },
  }
}

const encodeItems = (items: readonly OutputItem[], usage: Usage): string[] => {
  let sequence = 0
  const event = (type: string, fields: object) =>
    `event: response.${type}\ndata: ${JSON.stringify({
      type: `response.${type}`,
      sequence_number: sequence++,
      ...fields,
    })}\n\n`
  const response = { id: "resp_scripted", object: "response", created_at: 1, model: "scripted" }
  return [
    event("created", { response: { ...response, status: "in_progress", output: [] } }),
    ...items.flatMap((item, index) => [
      event("output_item.added", { output_index: index, item: item.start }),
      ...item.events.map(([type, fields]) => event(type, { output_index: index, ...fields })),
      event("output_item.done", { output_index: index, item: item.done }),
    ]),
    event("completed", {
      response: {
        ...response,
        status: "completed",
        output: items.map((item) => item.done),
        usage: {
          input_tokens: usage.input,
          input_tokens_details: { cached_tokens: usage.cached },
          output_tokens: usage.output,
          output_tokens_details: { reasoning_tokens: 0 },
          total_tokens: usage.input + usage.output,
        },
      },
    }),
  ]
}

const error = (message: string, code?: string) => ({
  error: { message, type: "invalid_request_error", param: "input", code: code ?? null },
})

/** OpenAI Responses, with encrypted reasoning items. */
export const createOpenAIResponses = (): Protocol => {
  const issued = new Map<string, IssuedItem>()
  let count = 0
  const newID: NewID = (prefix) => `${prefix}_${String(++count).padStart(6, "0")}`
  const remember = (items: readonly OutputItem[]) =>
    items.forEach((item, index) => {
      const previous = items[index - 1]
      const next = items[index + 1]
      issued.set(item.id, {
        ...item.issued,
        ...(item.issued.type === "reasoning" && next && { next: next.id }),
        ...(previous?.issued.type === "reasoning" && { reasoning: previous.id }),
      })
    })
  return {
    name: "openai-responses",
    read: (body) => {
      const parsed = responsesBodySchema.safeParse(body)
      if (!parsed.success)
        return { request: emptyRequest, problems: [z.prettifyError(parsed.error)] }
      return {
        request: flattenResponses(parsed.data),
        problems: responsesProblems(parsed.data, issued),
      }
    },
    encode: (answer, usage) => {
      const items = [
        ...(answer.reasoning ? [reasoningItem(answer.reasoning, newID)] : []),
        ...(answer.text ? [messageItem(answer.text, newID)] : []),
        ...answer.calls.map((call) => callItem(call, newID)),
      ]
      remember(items)
      return encodeItems(items, usage)
    },
    error,
    overflow: () =>
      error(
        "Your input exceeds the context window of this model. Please adjust your input and try again.",
        "context_length_exceeded",
      ),
  }
}
