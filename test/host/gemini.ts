import { z } from "zod"
import { geminiBodySchema, geminiProblems } from "./gemini-problems.ts"
import type { GeminiContent } from "./gemini-problems.ts"
import { emptyRequest } from "./protocol.ts"
import type { FlatMessage, Protocol } from "./protocol.ts"

/** The API knows calls by their order; here they are named by their place. */
const flatten = (content: GeminiContent, index: number): FlatMessage[] => {
  const { parts } = content
  const said = parts.flatMap(({ text, thought }) => (text && !thought ? [text] : []))
  const thought = parts.flatMap(({ text, thought: isThought }) => (text && isThought ? [text] : []))
  const media = parts.filter(({ inlineData }) => inlineData !== undefined).length
  const base = { text: said.join("\n"), ...(media > 0 && { media }) }
  if (content.role === "user") {
    const answers = parts
      .flatMap(({ functionResponse }) => (functionResponse ? [functionResponse] : []))
      .map(({ response }, at): FlatMessage => ({
        role: "tool",
        callID: `${index - 1}/${at}`,
        text: JSON.stringify(response),
      }))
    return said.length > 0 || media > 0 ? [...answers, { role: "user", ...base }] : answers
  }
  const calls = parts
    .flatMap(({ functionCall }) => (functionCall ? [functionCall] : []))
    .map(({ name, args }, at) => ({ id: `${index}/${at}`, name, input: args }))
  return [
    {
      role: "assistant",
      ...base,
      ...(thought.length > 0 && { reasoning: thought.join("\n") }),
      ...(calls.length > 0 && { calls }),
    },
  ]
}

const chunk = (parts: readonly object[], extra: object = {}): string =>
  `data: ${JSON.stringify({
    candidates: [
      {
        index: 0,
        content: { role: "model", parts },
        ...("usageMetadata" in extra && { finishReason: "STOP" }),
      },
    ],
    ...extra,
  })}\n\n`

const error = (message: string) => ({
  error: { code: 400, message, status: "INVALID_ARGUMENT" },
})

/** Google's API, which signs the first call of each step. */
export const createGemini = (): Protocol => {
  const issued = new Set<string>()
  const sign = (): string => {
    const signature = `signature-${issued.size}`
    issued.add(signature)
    return signature
  }
  return {
    name: "gemini",
    read: (body) => {
      const parsed = geminiBodySchema.safeParse(body)
      if (!parsed.success)
        return { request: emptyRequest, problems: [z.prettifyError(parsed.error)] }
      const { contents, systemInstruction, tools } = parsed.data
      const declared = (tools ?? []).flatMap(
        ({ functionDeclarations = [] }) => functionDeclarations,
      )
      const system = (systemInstruction?.parts ?? []).map(({ text }) => text).join("\n")
      return {
        request: {
          model: "",
          messages: [
            ...(system === "" ? [] : [{ role: "system" as const, text: system }]),
            ...contents.flatMap(flatten),
          ],
          toolNames: declared.map(({ name }) => name),
          toolSchemas: declared.length > 0 ? JSON.stringify(declared) : "",
        },
        problems: geminiProblems(contents, issued),
      }
    },
    encode: ({ text, reasoning, calls }, usage) => [
      ...(reasoning ? [chunk([{ text: reasoning, thought: true }])] : []),
      ...(text ? [chunk([{ text }])] : []),
      ...(calls.length > 0
        ? [
            chunk(
              calls.map(({ name, input }, at) => ({
                functionCall: { name, args: input },
                ...(at === 0 && { thoughtSignature: sign() }),
              })),
            ),
          ]
        : []),
      chunk([{ text: "" }], {
        usageMetadata: {
          promptTokenCount: usage.input,
          cachedContentTokenCount: usage.cached,
          candidatesTokenCount: usage.output,
          totalTokenCount: usage.input + usage.output,
        },
      }),
    ],
    error,
    overflow: (tokens, context) =>
      error(
        `The input token count (${tokens}) exceeds the maximum number of tokens allowed (${context}).`,
      ),
  }
}
