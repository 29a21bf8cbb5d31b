import { z } from "zod"

const partSchema = z.looseObject({
  text: z.string().optional(),
  thought: z.boolean().optional(),
  thoughtSignature: z.string().optional(),
  functionCall: z.object({ name: z.string(), args: z.record(z.string(), z.unknown()) }).optional(),
  functionResponse: z.object({ name: z.string(), response: z.unknown() }).optional(),
  inlineData: z.unknown().optional(),
})
export const geminiBodySchema = z.object({
  contents: z
    .array(z.object({ role: z.enum(["user", "model"]), parts: z.array(partSchema) }))
    .min(1),
  systemInstruction: z.object({ parts: z.array(z.object({ text: z.string() })) }).optional(),
  tools: z
    .array(
      z.looseObject({
        functionDeclarations: z.array(z.looseObject({ name: z.string() })).optional(),
      }),
    )
    .optional(),
})
export type GeminiContent = z.infer<typeof geminiBodySchema>["contents"][number]

const callsOf = ({ parts }: GeminiContent) =>
  parts.flatMap(({ functionCall, thoughtSignature }) =>
    functionCall ? [{ name: functionCall.name, signature: thoughtSignature }] : [],
  )
const answersOf = (content: GeminiContent | undefined): string[] =>
  (content?.parts ?? []).flatMap(({ functionResponse }) =>
    functionResponse ? [functionResponse.name] : [],
  )

/** Everything the API would answer 400 to; `issued` are the signatures it gave out. */
export const geminiProblems = (
  contents: readonly GeminiContent[],
  issued: ReadonlySet<string>,
): string[] => {
  const loopStart = contents.findLastIndex(
    (content) => content.role === "user" && answersOf(content).length === 0,
  )
  return contents.flatMap((content, index) => {
    const calls = callsOf(content)
    const before = contents[index - 1]
    const asked = before ? callsOf(before).map(({ name }) => name) : []
    return [
      ...(content.parts.length === 0 ? ["content without parts"] : []),
      ...(answersOf(content).join() === asked.join()
        ? []
        : ["function responses do not match the function calls before them"]),
      ...(index > loopStart && calls[0] && calls[0].signature === undefined
        ? [`function call ${calls[0].name} is missing a thought_signature`]
        : []),
      ...content.parts.flatMap(({ thoughtSignature }) =>
        thoughtSignature === undefined || issued.has(thoughtSignature)
          ? []
          : ["thought signature is not valid"],
      ),
    ].map((problem) => `contents.${index}: ${problem}`)
  })
}
