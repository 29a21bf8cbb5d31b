import { z } from "zod"
import type { FlatMessage, ParsedRequest } from "./protocol.ts"

const cacheControl = z.unknown().optional()
const textSchema = z.object({
  type: z.literal("text"),
  text: z.string(),
  cache_control: cacheControl,
})
const mediaSchema = z.object({ type: z.enum(["image", "document"]), cache_control: cacheControl })
const resultContentSchema = z.union([
  z.string(),
  z.array(z.discriminatedUnion("type", [textSchema, mediaSchema])),
])
const blockSchema = z.discriminatedUnion("type", [
  textSchema,
  mediaSchema,
  z.object({ type: z.literal("thinking"), thinking: z.string(), signature: z.string() }),
  z.object({ type: z.literal("redacted_thinking"), data: z.string() }),
  z.object({
    type: z.literal("tool_use"),
    id: z.string().regex(/^[a-zA-Z0-9_-]+$/),
    name: z.string().min(1),
    input: z.record(z.string(), z.unknown()),
    cache_control: cacheControl,
  }),
  z.object({
    type: z.literal("tool_result"),
    tool_use_id: z.string(),
    content: resultContentSchema.optional(),
    is_error: z.boolean().optional(),
    cache_control: cacheControl,
  }),
])
const messageSchema = z.object({
  role: z.enum(["user", "assistant"]),
  content: z.union([z.string(), z.array(blockSchema)]),
})
export const anthropicBodySchema = z.object({
  model: z.string(),
  max_tokens: z.int().min(1),
  stream: z.literal(true),
  system: z.union([z.string(), z.array(textSchema)]).optional(),
  messages: z.array(messageSchema).min(1),
  tools: z.array(z.looseObject({ name: z.string(), cache_control: cacheControl })).optional(),
})

export type AnthropicBody = z.infer<typeof anthropicBodySchema>
type Message = z.infer<typeof messageSchema>
export type AnthropicBlock = z.infer<typeof blockSchema>

export const blocksOf = (message: Message): readonly AnthropicBlock[] =>
  typeof message.content === "string" ? [{ type: "text", text: message.content }] : message.content

const textOf = (content: z.infer<typeof resultContentSchema> = ""): string =>
  typeof content === "string"
    ? content
    : content.map((block) => (block.type === "text" ? block.text : "")).join("\n")

const mediaOf = (content: z.infer<typeof resultContentSchema> = ""): number =>
  typeof content === "string" ? 0 : content.filter((block) => block.type !== "text").length

const flatten = (message: Message): FlatMessage[] => {
  const blocks = blocksOf(message)
  const results = blocks.flatMap((block): FlatMessage[] => {
    if (block.type !== "tool_result") return []
    const media = mediaOf(block.content)
    const text = textOf(block.content)
    return [{ role: "tool", callID: block.tool_use_id, text, ...(media > 0 && { media }) }]
  })
  const others = blocks.filter((block) => block.type !== "tool_result")
  if (others.length === 0) return results
  const texts = others.flatMap((block) => (block.type === "text" ? [block.text] : []))
  const thoughts = others.flatMap((block) => (block.type === "thinking" ? [block.thinking] : []))
  const calls = others.flatMap((block) =>
    block.type === "tool_use" ? [{ id: block.id, name: block.name, input: block.input }] : [],
  )
  const media = others.filter((block) => block.type === "image" || block.type === "document").length
  return [
    ...results,
    {
      role: message.role,
      text: texts.join("\n"),
      ...(thoughts.length > 0 && { reasoning: thoughts.join("\n") }),
      ...(calls.length > 0 && { calls }),
      ...(media > 0 && { media }),
    },
  ]
}

const systemOf = ({ system }: AnthropicBody): FlatMessage[] =>
  system === undefined ? [] : [{ role: "system", text: textOf(system) }]

/** Tools without their cache markers, which move without changing what is sent. */
const schemasOf = ({ tools }: AnthropicBody): string =>
  tools?.length ? JSON.stringify(tools.map((tool) => ({ ...tool, cache_control: undefined }))) : ""

export const flattenAnthropic = (body: AnthropicBody): ParsedRequest => ({
  model: body.model,
  messages: [...systemOf(body), ...body.messages.flatMap(flatten)],
  toolNames: (body.tools ?? []).map((tool) => tool.name),
  toolSchemas: schemasOf(body),
})
