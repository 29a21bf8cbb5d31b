import http from "node:http"
import { createAnthropicMessages } from "./anthropic-messages.ts"
import { createChatCompletions } from "./chat-completions.ts"
import type { ThinkingField } from "./chat-thinking.ts"
import { countRequest } from "./count-request.ts"
import { createGemini } from "./gemini.ts"
import { createOpenAIResponses } from "./openai-responses.ts"
import { createPromptCache } from "./prompt-cache.ts"
import { withinPatience } from "../run/within-patience.ts"
import type { ParsedRequest, Protocol } from "./protocol.ts"
import type { RecordedRequest, RequestKind, Script } from "./reply.ts"
import { sendJson, sendReply } from "./send-reply.ts"

export interface Limit {
  readonly context: number
  readonly output: number
}

export interface ScriptedModelOptions {
  readonly limit: Limit
  /** Other limits by model id, for sessions that switch models. */
  readonly limits?: Readonly<Record<string, Limit>>
  /** Answers the requests with tools. */
  readonly script: Script
  readonly title?: Script
  readonly summary?: Script
  /** Tokens are counted as o200k times this. */
  readonly factor?: number
  /** Whether a prompt over the context is refused, as real providers do. */
  readonly enforce?: boolean
  /** Replaces the provider's usual refusal of a prompt over the context. */
  readonly overflow?: (tokens: number, context: number) => { status: number; body: unknown }
  /** How a model behind chat completions wants its reasoning back; it takes any without. */
  readonly thinking?: ThinkingField
  /** Told of every request before it is answered. */
  readonly onRequest?: (request: RecordedRequest) => void
}

/** A model on loopback that does what a script says and checks what it is sent. */
export interface ScriptedModel {
  /** The address with which providers are configured, ending in `/v1`. */
  readonly url: string
  readonly limit: Limit
  readonly limits: Readonly<Record<string, Limit>>
  readonly requests: readonly RecordedRequest[]
  /** Why the real provider would have refused requests; a correct host and plugin leave it empty. */
  readonly invalid: readonly string[]
  /** The first request that matches, whether it came already or is still to come. */
  waitFor(matches: (request: RecordedRequest) => boolean, what?: string): Promise<RecordedRequest>
  close(): Promise<void>
}

const defaultSummary =
  "## Objective\nContinue the work of this session.\n\n## Work State\nFiles were read one after another.\n\n## Next Move\nGo on with the next step."

const kindOf = (request: ParsedRequest): RequestKind => {
  if (request.toolNames.length > 0) return "main"
  const system = request.messages.filter((message) => message.role === "system")
  return system.some((message) => /title generator/i.test(message.text)) ? "title" : "summary"
}

/** A long turn before it takes about as long as this many starts of the host. */
const requestStarts = 3

const readBody = async (request: http.IncomingMessage): Promise<string> => {
  let text = ""
  request.setEncoding("utf8")
  for await (const chunk of request) text += String(chunk)
  return text
}

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

export const createScriptedModel = async (
  options: ScriptedModelOptions,
): Promise<ScriptedModel> => {
  const { limit, limits = {}, factor = 1, enforce = true } = options
  const scripts: Record<RequestKind, Script> = {
    main: options.script,
    title: options.title ?? (() => ({ text: "A scripted session" })),
    summary: options.summary ?? (() => ({ text: defaultSummary })),
  }
  const protocols = new Map<string, Protocol>([
    ["/v1/chat/completions", createChatCompletions(options.thinking)],
    ["/v1/messages", createAnthropicMessages()],
    ["/v1/responses", createOpenAIResponses()],
    ["/v1/models", createGemini()],
  ])
  const cache = createPromptCache()
  const requests: RecordedRequest[] = []
  const invalid: string[] = []
  const listeners = new Set<(request: RecordedRequest) => void>()

  const record = (
    protocol: Protocol,
    parsed: ParsedRequest,
    { body, headers }: { body: unknown; headers: Record<string, string> },
  ): RecordedRequest => {
    const kind = kindOf(parsed)
    const tokens = countRequest(parsed, factor)
    const { context, output } = limits[parsed.model] ?? limit
    const refused = enforce && tokens > context
    const sessionID = headers["x-session-id"]
    const line = kind === "main" ? `main ${sessionID}` : kind
    const use = refused ? { read: 0, broken: false } : cache.use(line, parsed)
    const entry: RecordedRequest = {
      ...parsed,
      kind,
      protocol: protocol.name,
      body,
      headers,
      sessionID,
      index: requests.length,
      ordinal: requests.filter((one) => one.kind === kind && !one.refused).length,
      tokens,
      cached: Math.min(tokens, Math.floor(use.read * factor)),
      broken: use.broken,
      refused,
      overLimit: tokens > context - output,
    }
    requests.push(entry)
    options.onRequest?.(entry)
    for (const listener of listeners) listener(entry)
    return entry
  }

  const respond = async (
    response: http.ServerResponse,
    protocol: Protocol,
    request: RecordedRequest,
  ) => {
    if (!request.refused) {
      const reply = await scripts[request.kind](request)
      return sendReply({ response, reply, protocol, request, factor })
    }
    const { tokens } = request
    const { context } = limits[request.model] ?? limit
    const usual = { status: 400, body: protocol.overflow(tokens, context) }
    return sendJson(response, options.overflow?.(tokens, context) ?? usual)
  }

  const handle = async (request: http.IncomingMessage, response: http.ServerResponse) => {
    // Google's API has the model in its path.
    const path = (request.url ?? "").replace(/\?.*|\/[^/]*:streamGenerateContent.*/, "")
    const protocol = protocols.get(path)
    const text = await readBody(request)
    if (!protocol || request.method !== "POST") {
      invalid.push(`${request.method} ${path}: no such endpoint`)
      return sendJson(response, { status: 404, body: { error: { message: "not found" } } })
    }
    const body = parseJson(text)
    const { request: parsed, problems } = protocol.read(body)
    const headers = Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
    )
    const entry = record(protocol, parsed, { body, headers })
    if (problems.length === 0) return respond(response, protocol, entry)
    invalid.push(...problems.map((problem) => `request ${entry.index}: ${problem}`))
    return sendJson(response, { status: 400, body: protocol.error(problems.join("; ")) })
  }

  const server = http.createServer((request, response) => {
    handle(request, response).catch((cause: unknown) => {
      invalid.push(`the scripted model failed: ${String(cause)}`)
      response.destroy()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const address = server.address()
  const port = typeof address === "object" && address ? address.port : 0
  return {
    url: `http://127.0.0.1:${port}/v1`,
    limit,
    limits,
    requests,
    invalid,
    waitFor: (matches, what = "a request") =>
      withinPatience(
        { what: `${what} to the scripted model`, starts: requestStarts },
        new Promise((resolve) => {
          const known = requests.find(matches)
          if (known) return resolve(known)
          const listener = (request: RecordedRequest) => {
            if (!matches(request)) return
            listeners.delete(listener)
            resolve(request)
          }
          listeners.add(listener)
        }),
      ),
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
