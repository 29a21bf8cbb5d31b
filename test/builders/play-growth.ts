import type { HostMessages } from "../../src/host/plan-messages.ts"
import { createHooks } from "../../src/host/hooks.ts"
import { PromptOverflowError } from "../../src/host/overflow-signals.ts"
import { asRecord } from "../../src/session/is-record.ts"
import type { Growth } from "./any-growth.ts"
import { emptyFolder } from "./empty-folder.ts"
import { hostModel } from "./host-messages.ts"
import { testCount } from "./meter.ts"
import { createTestRuntime } from "./runtime.ts"

/** One request as the host would send it. */
export interface SentRequest {
  readonly before: HostMessages
  readonly messages: HostMessages
  /** Of all that reaches the model, by the counter that the plugin has too. */
  readonly tokens: number
  readonly outcome: "passed" | "refused" | "compacting"
}

export interface PlayedGrowth {
  readonly requests: readonly SentRequest[]
  /** What each request looks like when it is made twice, and by another process that then comes. */
  readonly again: readonly (readonly [HostMessages, HostMessages])[]
  /** What the plugin logged: it logs its faults. */
  readonly logged: readonly string[]
}

const OUTPUT = 100
const SYSTEM = "You are a coding agent. ".repeat(4)

const asText = (value: unknown): string => (typeof value === "string" ? value : "")

const sentTexts = ({ info, parts }: HostMessages[number]): readonly string[] =>
  parts.flatMap((part) => {
    const { type, text, ignored, state } = asRecord(part)
    if (type === "text") return ignored === true && info.role === "user" ? [] : [asText(text)]
    if (type === "reasoning") return [asText(text)]
    if (type !== "tool") return []
    const { status, input, output, error, time } = asRecord(state)
    const cleared = asRecord(time)["compacted"] !== undefined
    const result = status === "error" ? error : status === "completed" && !cleared ? output : ""
    return [JSON.stringify(input ?? {}), asText(result)]
  })

const tokensOf = (messages: HostMessages): number =>
  messages.flatMap(sentTexts).reduce((sum, text) => sum + testCount(text), testCount(SYSTEM))

/** A process of the host with the plugin, on this data. */
const startProcess = (growth: Growth, folder: string) => {
  const limits = { context: growth.context, output: OUTPUT }
  const options = { auto: growth.auto, summarize: { enabled: false } }
  const runtime = createTestRuntime({ limits, options, folder })
  const hooks = createHooks(runtime)
  return {
    logged: () => runtime.client.calls.filter((call) => call.startsWith("log: ")),
    transform: async (messages: HostMessages): Promise<HostMessages> => {
      const sent = structuredClone(messages)
      await hooks["experimental.chat.messages.transform"]?.({}, { messages: sent })
      await hooks["experimental.chat.system.transform"]?.(
        // oxlint-disable-next-line no-unsafe-type-assertion -- the hook reads the session
        { sessionID: "ses_1", model: {} } as never,
        { system: [SYSTEM] },
      )
      return sent
    },
    leave: async (): Promise<SentRequest["outcome"]> => {
      const model = { id: hostModel.modelID, providerID: hostModel.providerID, limit: limits }
      const params = { temperature: 0, topP: 1, topK: 0, maxOutputTokens: OUTPUT, options: {} }
      try {
        // oxlint-disable-next-line no-unsafe-type-assertion -- the gate reads agent, session and limits
        await hooks["chat.params"]?.({ sessionID: "ses_1", agent: "build", model } as never, params)
        return "passed"
      } catch (error) {
        return error instanceof PromptOverflowError ? "refused" : "compacting"
      }
    },
  }
}

/** What the provider reported for a request, on the message that answers it. */
const report = (messages: HostMessages, at: number, prompt: number): void => {
  const answer = messages[at]
  if (answer?.info.role === "assistant")
    answer.info.tokens = { input: prompt, output: 10, reasoning: 0, cache: { read: 0, write: 0 } }
}

/** Plays the requests of a session that grows, each of them also a second time and by a new process. */
export const playGrowth = async (growth: Growth): Promise<PlayedGrowth> => {
  // oxlint-disable-next-line no-unsafe-type-assertion -- generated messages are of the host's shape
  const history = structuredClone(growth.messages) as unknown as HostMessages
  const folder = emptyFolder()
  const host = startProcess(growth, folder)
  const requests: SentRequest[] = []
  const again: [HostMessages, HostMessages][] = []
  const logged: string[] = []
  for (const [at, length] of growth.lengths.entries()) {
    const before = history.slice(0, length)
    const messages = await host.transform(before)
    const outcome = await host.leave()
    const tokens = tokensOf(messages)
    requests.push({ before, messages, tokens, outcome })
    if (outcome === "passed") report(history, length, tokens * (growth.reports[at] ?? 1))
    const other = startProcess(growth, folder)
    again.push([await host.transform(before), await other.transform(before)])
    logged.push(...other.logged())
  }
  return { requests, again, logged: [...logged, ...host.logged()] }
}
