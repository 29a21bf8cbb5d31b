import { asRecord } from "../../src/session/is-record.ts"
import { RequestFailure, askModel } from "./ask.ts"
import type { ModelAnswer } from "./ask.ts"
import { interruptible } from "./interruptible.ts"
import { partIDs, saveInfo, savePart, trigger } from "./instance.ts"
import type { Instance } from "./instance.ts"
import type { ChatMessage } from "./model-history.ts"
import { compactsItself, findModel, isOverflow, outputTokens } from "./models.ts"
import type { HostModel } from "./models.ts"
import { runCall } from "./run-tool.ts"
import type { AssistantInfo, HostError, Tokens, UserInfo } from "./stored.ts"
import type { DescribedTool, ToolEntry } from "./tool-list.ts"

export interface Ask {
  readonly agent: string
  readonly user: UserInfo
  readonly model: HostModel
  readonly system: string
  readonly messages: readonly ChatMessage[]
  readonly tools?: readonly DescribedTool[]
  readonly sessionID: string
  readonly abort: AbortSignal
}

/** Everything between a request and the model: the plugin's hooks, and one attempt to ask. */
export const ask = async (host: Instance, request: Ask): Promise<ModelAnswer> => {
  const { agent, user, model, sessionID, abort, tools = [] } = request
  const { provider } = findModel(host.providers, {
    providerID: model.providerID,
    modelID: model.id,
  })
  const system = [request.system]
  const input = { sessionID, agent, model, provider, message: user }
  const params = { maxOutputTokens: outputTokens(model), options: {} }
  const headers: Record<string, string> = {}
  await interruptible(
    abort,
    (async () => {
      await trigger(host, "experimental.chat.system.transform", { sessionID, model }, { system })
      await trigger(host, "chat.params", input, params)
      await trigger(host, "chat.headers", input, { headers })
    })(),
  )
  const { parentID } = host.store.session(sessionID)
  return askModel({
    url: String(provider.options["baseURL"]),
    headers: {
      ...headers,
      "x-session-id": sessionID,
      "x-session-affinity": sessionID,
      ...(parentID !== undefined && { "x-parent-session-id": parentID }),
    },
    body: {
      model: model.id,
      max_tokens: params.maxOutputTokens,
      messages: [...system.map((content) => ({ role: "system", content })), ...request.messages],
      ...(tools.length > 0 && { tools, tool_choice: "auto" }),
      stream: true,
      stream_options: { include_usage: true },
    },
    abort,
  })
}

/** Words in what a hook threw by which the host takes it for a failure that passes. */
const passing =
  /429|500|502|503|504|524|timed out|overloaded|unavailable|exhausted|terminated|try again later/i
const firstRetry = 2_000

/** Milliseconds until the host asks again; undefined where it does not. */
const retryAfter = (cause: unknown): number | undefined => {
  if (cause instanceof RequestFailure) return cause.retryAfter
  return cause instanceof Error && passing.test(cause.message) ? firstRetry : undefined
}

const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, milliseconds)
  })

/** Asks until there is an answer, or an error after which the host asks no more. */
const askPatiently = async (host: Instance, request: Ask): Promise<ModelAnswer> => {
  const { sessionID } = request
  for (let attempt = 1; ; attempt++) {
    host.bus.publish("session.status", { sessionID, status: { type: "busy" } })
    try {
      return await ask(host, request)
    } catch (cause) {
      const wait = retryAfter(cause)
      if (wait === undefined || request.abort.aborted) throw cause
      const message = cause instanceof Error ? cause.message : String(cause)
      const status = { type: "retry", attempt, message, next: Date.now() + wait }
      host.bus.publish("session.status", { sessionID, status })
      await interruptible(request.abort, pause(wait))
    }
  }
}

const usageOf = ({ input, cached, output }: ModelAnswer): Tokens => ({
  total: input + output,
  input: input - cached,
  output,
  reasoning: 0,
  cache: { read: cached, write: 0 },
})

const saveTexts = async (host: Instance, info: AssistantInfo, answer: ModelAnswer) => {
  const start = Date.now()
  const time = { start, end: start }
  if (answer.reasoning !== "") {
    const thought = { ...partIDs(info), type: "reasoning" as const, text: "", time: { start } }
    savePart(host, thought)
    savePart(host, { ...thought, text: answer.reasoning, time })
  }
  if (answer.text === "") return async (): Promise<void> => {}
  const part = { ...partIDs(info), type: "text" as const, text: answer.text }
  savePart(host, { ...part, text: "", time: { start } })
  return async (): Promise<void> => {
    const output = { text: part.text }
    const input = { sessionID: info.sessionID, messageID: info.id, partID: part.id }
    await trigger(host, "experimental.text.complete", input, output)
    savePart(host, { ...part, text: output.text, time })
  }
}

export type StepResult = "continue" | "compact" | "stop"

/** Fills an answer's row: asks, runs the tools, and says how the turn goes on. */
export const runStep = async (
  host: Instance,
  info: AssistantInfo,
  request: Ask,
  entries: readonly ToolEntry[],
): Promise<StepResult> => {
  const complete = (): void => {
    info.time.completed = Date.now()
    saveInfo(host, info)
  }
  try {
    const answer = await askPatiently(host, request)
    savePart(host, { ...partIDs(info), type: "step-start" })
    const finishText = await saveTexts(host, info, answer)
    const offered = (request.tools ?? []).map((tool) => tool.function.name)
    const calls = answer.calls.map((call) =>
      runCall({ host, info, entries, offered, abort: request.abort }, call),
    )
    await finishText()
    await Promise.all(calls)
    if (request.abort.aborted) throw new Error("Aborted")
    const tokens = usageOf(answer)
    Object.assign(info, { finish: answer.finish, tokens })
    savePart(host, {
      ...partIDs(info),
      type: "step-finish",
      reason: answer.finish,
      cost: 0,
      tokens,
    })
    saveInfo(host, info)
    complete()
    const full = info.summary !== true && isOverflow(tokens, request.model, host.config)
    return full ? "compact" : "continue"
  } catch (cause) {
    return fail(host, info, request, cause, complete)
  }
}

/** What a hook or the model threw, as the host stores it. */
const errorOf = (cause: unknown): HostError => {
  if (cause instanceof RequestFailure) return cause.host
  const { code, message = "Input exceeds context window" } = asRecord(asRecord(cause)["error"])
  if (code === "context_length_exceeded")
    return { name: "ContextOverflowError", data: { message, responseBody: JSON.stringify(cause) } }
  return {
    name: "UnknownError",
    data: { message: cause instanceof Error ? cause.message : String(cause) },
  }
}

const fail = (
  host: Instance,
  info: AssistantInfo,
  { abort, sessionID }: Ask,
  cause: unknown,
  complete: () => void,
): StepResult => {
  const error: HostError = abort.aborted
    ? { name: "MessageAbortedError", data: { message: "Aborted" } }
    : errorOf(cause)
  const overflow = error.name === "ContextOverflowError"
  host.bus.publish("session.error", { sessionID, error })
  if (overflow && compactsItself(host.config)) {
    complete()
    return "compact"
  }
  info.error = error
  if (overflow) info.finish = "error"
  host.bus.publish("session.status", { sessionID, status: { type: "idle" } })
  host.bus.publish("session.idle", { sessionID })
  complete()
  return "stop"
}
