import { createHash } from "node:crypto"
import { z } from "zod"
import { anthropicBodySchema, flattenAnthropic } from "./anthropic-body.ts"
import { anthropicProblems } from "./anthropic-problems.ts"
import type { IssuedThinking } from "./anthropic-problems.ts"
import { emptyRequest } from "./protocol.ts"
import type { Answer, Protocol, Usage } from "./protocol.ts"

const error = (message: string) => ({
  type: "error",
  error: { type: "invalid_request_error", message },
})

const event = (type: string, fields: object) =>
  `event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n`

interface EncodeOptions {
  readonly blocks: readonly [start: object, deltas: object[]][]
  readonly usage: Usage
  readonly stop: string
}

const encodeBlocks = ({ blocks, usage, stop }: EncodeOptions): string[] => {
  // Anthropic's input_tokens leaves out what was read from or written to the cache.
  const fresh = usage.input - usage.cached
  const uncached = Math.min(fresh, 3)
  return [
    event("message_start", {
      message: {
        id: "msg_scripted",
        type: "message",
        role: "assistant",
        model: "scripted",
        content: [],
        stop_reason: null,
        stop_sequence: null,
        usage: {
          input_tokens: uncached,
          cache_read_input_tokens: usage.cached,
          cache_creation_input_tokens: fresh - uncached,
          output_tokens: 1,
        },
      },
    }),
    ...blocks.flatMap(([block, deltas], index) => [
      event("content_block_start", { index, content_block: block }),
      ...deltas.map((delta) => event("content_block_delta", { index, delta })),
      event("content_block_stop", { index }),
    ]),
    event("message_delta", {
      delta: { stop_reason: stop, stop_sequence: null },
      usage: { output_tokens: usage.output },
    }),
    event("message_stop", {}),
  ]
}

/** Anthropic Messages, with signed thinking. */
export const createAnthropicMessages = (): Protocol => {
  const issued: IssuedThinking = { textOf: new Map(), signatureOfCall: new Map() }
  let count = 0
  const sign = (text: string): string => {
    const signature = createHash("sha256").update(`${++count}\n${text}`).digest("base64")
    issued.textOf.set(signature, text)
    return signature
  }
  return {
    name: "anthropic-messages",
    read: (body) => {
      const parsed = anthropicBodySchema.safeParse(body)
      if (!parsed.success)
        return { request: emptyRequest, problems: [z.prettifyError(parsed.error)] }
      const request = flattenAnthropic(parsed.data)
      return {
        request,
        problems: anthropicProblems({ body: parsed.data, messages: request.messages, issued }),
      }
    },
    encode: (answer: Answer, usage: Usage) => {
      const signature = answer.reasoning ? sign(answer.reasoning) : undefined
      const blocks: [start: object, deltas: object[]][] = []
      if (signature)
        blocks.push([
          { type: "thinking", thinking: "", signature: "" },
          [
            { type: "thinking_delta", thinking: answer.reasoning },
            { type: "signature_delta", signature },
          ],
        ])
      if (answer.text)
        blocks.push([{ type: "text", text: "" }, [{ type: "text_delta", text: answer.text }]])
      for (const { name, input } of answer.calls) {
        const id = `toolu_${String(++count).padStart(4, "0")}`
        if (signature) issued.signatureOfCall.set(id, signature)
        const delta = { type: "input_json_delta", partial_json: JSON.stringify(input) }
        blocks.push([{ type: "tool_use", id, name, input: {} }, [delta]])
      }
      return encodeBlocks({
        blocks,
        usage,
        stop: answer.calls.length > 0 ? "tool_use" : "end_turn",
      })
    },
    error,
    overflow: (tokens, context) =>
      error(`prompt is too long: ${tokens} tokens > ${context} maximum`),
  }
}
