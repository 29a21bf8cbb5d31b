import { z } from "zod"
import { createChatThinking, thinkingFields, thinkingText } from "./chat-thinking.ts"
import type { ThinkingField, ThinkingMessage } from "./chat-thinking.ts"
import { pairingProblems } from "./pairing-problems.ts"
import { emptyRequest } from "./protocol.ts"
import type { Answer, FlatMessage, Protocol, Usage } from "./protocol.ts"

const contentSchema = z.union([
  z.string(),
  z.array(z.looseObject({ type: z.string(), text: z.string().optional() })),
])
const callSchema = z.object({
  id: z.string().min(1),
  function: z.object({ name: z.string().min(1), arguments: z.string() }),
})
const messageSchema = z.discriminatedUnion("role", [
  z.object({ role: z.enum(["system", "developer"]), content: contentSchema }),
  z.object({ role: z.literal("user"), content: contentSchema }),
  z.object({
    role: z.literal("assistant"),
    content: contentSchema.nullish(),
    ...thinkingFields,
    tool_calls: z.array(callSchema).optional(),
  }),
  z.object({ role: z.literal("tool"), tool_call_id: z.string(), content: contentSchema }),
])
const bodySchema = z.object({
  model: z.string(),
  stream: z.literal(true),
  messages: z.array(messageSchema).min(1),
  tools: z.array(z.looseObject({ function: z.looseObject({ name: z.string() }) })).optional(),
})

type Content = z.infer<typeof contentSchema>

const textOf = (content: Content): string =>
  typeof content === "string" ? content : content.map((part) => part.text ?? "").join("\n")

const mediaOf = (content: Content): number =>
  typeof content === "string" ? 0 : content.filter((part) => part.type !== "text").length

type ChatMessage = z.infer<typeof messageSchema>

const flatten = (message: ChatMessage): FlatMessage => {
  const content = message.content ?? ""
  const media = mediaOf(content)
  const base = { text: textOf(content), ...(media > 0 && { media }) }
  switch (message.role) {
    case "system":
    case "developer":
      return { role: "system", ...base }
    case "user":
      return { role: "user", ...base }
    case "tool":
      return { role: "tool", callID: message.tool_call_id, ...base }
    case "assistant": {
      const reasoning = thinkingText(message)
      return {
        role: "assistant",
        ...base,
        ...(reasoning && { reasoning }),
        ...(message.tool_calls && {
          calls: message.tool_calls.map((call) => ({
            id: call.id,
            name: call.function.name,
            input: call.function.arguments,
          })),
        }),
      }
    }
  }
}

const thinkingOf = (messages: readonly ChatMessage[]): ThinkingMessage[] => {
  const loopStart = messages.findLastIndex(({ role }) => role === "user")
  return messages.map((message, index) => ({
    sent: message.role === "assistant" ? message : {},
    calls: message.role === "assistant" ? (message.tool_calls ?? []).map(({ id }) => id) : [],
    isRunning: index > loopStart,
  }))
}

const isObjectJson = (json: string): boolean => {
  try {
    const value: unknown = JSON.parse(json)
    return typeof value === "object" && value !== null && !Array.isArray(value)
  } catch {
    return false
  }
}

const contentProblems = (message: FlatMessage, position: number): string[] => {
  const calls = message.calls ?? []
  const isEmpty = message.text === "" && !message.media && calls.length === 0
  return [
    // A tool may well have printed nothing.
    ...(isEmpty && message.role !== "tool"
      ? [`message ${position}: ${message.role} message without content`]
      : []),
    ...calls
      .filter((call) => !isObjectJson(String(call.input)))
      .map((call) => `message ${position}: arguments of ${call.id} are not a JSON object`),
  ]
}

const error = (message: string, code?: string) => ({
  error: { message, type: "invalid_request_error", param: "messages", code: code ?? null },
})

const event = (delta: object, finish: string | null = null, extra: object = {}) =>
  `data: ${JSON.stringify({
    id: "chatcmpl-scripted",
    object: "chat.completion.chunk",
    created: 1,
    model: "scripted",
    choices: [{ index: 0, delta, finish_reason: finish }],
    ...extra,
  })}\n\n`

/** OpenAI chat completions, as most OpenAI-compatible providers speak it. */
export const createChatCompletions = (thinkingField?: ThinkingField): Protocol => {
  const thinking = createChatThinking(thinkingField)
  let issued = 0
  return {
    name: "chat-completions",
    read: (body) => {
      const parsed = bodySchema.safeParse(body)
      if (!parsed.success)
        return { request: emptyRequest, problems: [z.prettifyError(parsed.error)] }
      const { model, tools } = parsed.data
      const messages = parsed.data.messages.map(flatten)
      return {
        request: {
          model,
          messages,
          toolNames: (tools ?? []).map((tool) => tool.function.name),
          toolSchemas: tools?.length ? JSON.stringify(tools) : "",
        },
        problems: [
          ...messages.flatMap(contentProblems),
          ...pairingProblems(messages),
          ...thinkingOf(parsed.data.messages).flatMap((message, position) =>
            thinking.problems(message).map((problem) => `message ${position}: ${problem}`),
          ),
        ],
      }
    },
    encode: (answer: Answer, usage: Usage) => {
      const ids = answer.calls.map(() => `call_${String(++issued).padStart(4, "0")}`)
      const { before, beside } = thinking.issue(answer.reasoning, ids)
      return [
        event({ role: "assistant", content: "" }),
        ...before.map((delta) => event(delta)),
        ...(answer.text ? [event({ content: answer.text })] : []),
        ...answer.calls.map(({ name, input }, index) =>
          event({
            ...(index === 0 && beside),
            tool_calls: [
              {
                index,
                id: ids[index],
                type: "function",
                function: { name, arguments: JSON.stringify(input) },
              },
            ],
          }),
        ),
        event({}, answer.calls.length > 0 ? "tool_calls" : "stop", {
          usage: {
            prompt_tokens: usage.input,
            completion_tokens: usage.output,
            total_tokens: usage.input + usage.output,
            prompt_tokens_details: { cached_tokens: usage.cached },
          },
        }),
        "data: [DONE]\n\n",
      ]
    },
    error,
    overflow: (tokens, context) =>
      error(
        `This model's maximum context length is ${context} tokens. However, your messages resulted in ${tokens} tokens. Please reduce the length of the messages.`,
        "context_length_exceeded",
      ),
  }
}
