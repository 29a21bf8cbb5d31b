import { z } from "zod"
import type { FlatMessage, ParsedRequest } from "./protocol.ts"

const contentSchema = z.union([
  z.string(),
  z.array(
    z.discriminatedUnion("type", [
      z.object({ type: z.enum(["input_text", "output_text"]), text: z.string() }),
      z.object({ type: z.enum(["input_image", "input_file"]) }),
    ]),
  ),
])
const messageSchema = z.object({
  type: z.literal("message").optional(),
  id: z.string().optional(),
  role: z.enum(["system", "developer", "user", "assistant"]),
  content: contentSchema,
})
const itemSchema = z.union([
  z.object({
    type: z.literal("function_call"),
    id: z.string().optional(),
    call_id: z.string().min(1),
    name: z.string().min(1),
    arguments: z.string(),
  }),
  z.object({
    type: z.literal("function_call_output"),
    call_id: z.string().min(1),
    output: contentSchema,
  }),
  z.object({
    type: z.literal("reasoning"),
    id: z.string().optional(),
    encrypted_content: z.string().nullish(),
    summary: z.array(z.object({ type: z.literal("summary_text"), text: z.string() })),
  }),
  z.object({ type: z.literal("item_reference"), id: z.string() }),
  messageSchema,
])

export const responsesBodySchema = z.object({
  model: z.string(),
  stream: z.literal(true),
  instructions: z.string().nullish(),
  input: z.array(itemSchema).min(1),
  tools: z.array(z.looseObject({ name: z.string() })).optional(),
})

export type ResponsesBody = z.infer<typeof responsesBodySchema>
export type ResponsesItem = z.infer<typeof itemSchema>

type Content = z.infer<typeof contentSchema>

export const contentText = (content: Content): string =>
  typeof content === "string"
    ? content
    : content.map((part) => ("text" in part ? part.text : "")).join("\n")

export const contentMedia = (content: Content): number =>
  typeof content === "string" ? 0 : content.filter((part) => !("text" in part)).length

const flatten = (item: ResponsesItem): FlatMessage => {
  switch (item.type) {
    case "function_call":
      return {
        role: "assistant",
        text: "",
        calls: [{ id: item.call_id, name: item.name, input: item.arguments }],
      }
    case "function_call_output": {
      const media = contentMedia(item.output)
      const text = contentText(item.output)
      return { role: "tool", callID: item.call_id, text, ...(media > 0 && { media }) }
    }
    case "reasoning":
      return {
        role: "assistant",
        text: "",
        reasoning: item.summary.map((part) => part.text).join("\n"),
      }
    case "item_reference":
      return { role: "assistant", text: "" }
    case "message":
    case undefined: {
      const media = contentMedia(item.content)
      const role = item.role === "developer" ? "system" : item.role
      return { role, text: contentText(item.content), ...(media > 0 && { media }) }
    }
  }
}

export const flattenResponses = (body: ResponsesBody): ParsedRequest => ({
  model: body.model,
  messages: [
    ...(body.instructions ? [{ role: "system" as const, text: body.instructions }] : []),
    ...body.input.map(flatten),
  ],
  toolNames: (body.tools ?? []).map((tool) => tool.name),
  toolSchemas: body.tools?.length ? JSON.stringify(body.tools) : "",
})
