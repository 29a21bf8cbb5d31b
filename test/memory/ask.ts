import { z } from "zod"
import { asRecord } from "../../src/session/is-record.ts"
import type { HostError } from "./stored.ts"

export interface ModelAnswer {
  readonly text: string
  readonly reasoning: string
  readonly calls: readonly { readonly id: string; readonly name: string; readonly input: string }[]
  readonly finish: string
  readonly input: number
  readonly cached: number
  readonly output: number
}

const chunkSchema = z.object({
  choices: z.array(
    z.object({
      delta: z.object({
        content: z.string().optional(),
        reasoning_content: z.string().optional(),
        tool_calls: z
          .array(
            z.object({
              id: z.string(),
              function: z.object({ name: z.string(), arguments: z.string() }),
            }),
          )
          .optional(),
      }),
      finish_reason: z.string().nullable(),
    }),
  ),
  usage: z
    .object({
      prompt_tokens: z.number(),
      completion_tokens: z.number(),
      prompt_tokens_details: z.object({ cached_tokens: z.number() }),
    })
    .optional(),
})

const finishes: Record<string, string> = { tool_calls: "tool-calls" }

const readChunks = (events: string): ModelAnswer => {
  const chunks = events
    .split("\n\n")
    .filter((event) => event.startsWith("data: {"))
    .map((event) => chunkSchema.parse(JSON.parse(event.slice("data: ".length))))
  const deltas = chunks.flatMap(({ choices }) => choices.map(({ delta }) => delta))
  const usage = chunks.findLast((chunk) => chunk.usage)?.usage
  const finish = chunks
    .flatMap(({ choices }) => choices.map(({ finish_reason: reason }) => reason))
    .findLast((reason) => reason !== null)
  return {
    text: deltas.map(({ content = "" }) => content).join(""),
    reasoning: deltas.map(({ reasoning_content: thought = "" }) => thought).join(""),
    calls: deltas.flatMap(({ tool_calls: calls = [] }) =>
      calls.map((call) => ({
        id: call.id,
        name: call.function.name,
        input: call.function.arguments,
      })),
    ),
    finish: finish ? (finishes[finish] ?? finish) : "unknown",
    input: usage?.prompt_tokens ?? 0,
    cached: usage?.prompt_tokens_details.cached_tokens ?? 0,
    output: usage?.completion_tokens ?? 0,
  }
}

/** Words by which the host knows a refusal for size. */
const overflowWords =
  /prompt is too long|exceeds? the context window|maximum context length|context length exceeded|too many tokens|token limit exceeded|input is too long|context_length_exceeded/i

/** A failure of a request, as the host stores it. */
export class RequestFailure extends Error {
  readonly host: HostError
  /** Milliseconds until the host asks again; undefined where it does not. */
  readonly retryAfter: number | undefined
  constructor(host: HostError, { retryAfter }: { readonly retryAfter?: number } = {}) {
    super(String(host.data["message"]))
    this.host = host
    this.retryAfter = retryAfter
  }
}

const firstRetry = 2_000

const refused = (response: Response, body: string, url: string): RequestFailure => {
  const { status } = response
  const parsed = z.looseObject({ error: z.looseObject({}) }).safeParse(parse(body))
  const error = parsed.success ? parsed.data.error : {}
  const { message: said } = asRecord(error)
  const message = typeof said === "string" ? said : response.statusText
  if (
    status === 413 ||
    asRecord(error)["code"] === "context_length_exceeded" ||
    (overflowWords.test(message) && status !== 429)
  )
    return new RequestFailure({
      name: "ContextOverflowError",
      data: { message, responseBody: body },
    })
  const isRetryable = status === 408 || status === 409 || status === 429 || status >= 500
  const wait = Number(response.headers.get("retry-after-ms") ?? firstRetry)
  return new RequestFailure(
    {
      name: "APIError",
      data: {
        message,
        statusCode: status,
        isRetryable,
        responseHeaders: Object.fromEntries(response.headers),
        responseBody: body,
        metadata: { url },
      },
    },
    isRetryable ? { retryAfter: wait } : {},
  )
}

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** One request to the scripted model. Throws a `RequestFailure`, or as an abort does. */
export const askModel = async (options: {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: object
  readonly abort: AbortSignal
}): Promise<ModelAnswer> => {
  const url = `${options.url}/chat/completions`
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", ...options.headers },
    body: JSON.stringify(options.body),
    signal: options.abort,
  })
  const text = await response.text().catch((cause: unknown) => {
    if (options.abort.aborted) throw cause
    throw reset()
  })
  if (!response.ok) throw refused(response, text, url)
  if (!text.includes("data: [DONE]")) throw reset()
  return readChunks(text)
}

const reset = (): RequestFailure =>
  new RequestFailure(
    { name: "APIError", data: { message: "Connection reset by server", isRetryable: true } },
    { retryAfter: 0 },
  )
