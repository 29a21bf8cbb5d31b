import { gate } from "../../src/host/gate.ts"
import type { ParamsInput, ParamsOutput } from "../../src/host/gate.ts"
import { planMessages } from "../../src/host/plan-messages.ts"
import type { HostMessages } from "../../src/host/plan-messages.ts"
import type { Session } from "../../src/host/sessions.ts"
import type { ModelLimits } from "../../src/session/budget.ts"
import { copyMessages } from "./applied.ts"
import { recordedMessages, recordedTranscript } from "./recorded-session.ts"
import { createTestRuntime } from "./runtime.ts"
import type { TestRuntimeOptions } from "./runtime.ts"
import { answeredRequests } from "./sent-request.ts"

/** What requests ask for, tokens. */
export const output = 1_000
/** Limits under which prompts of so many tokens fit. */
const fitting = (limit: number): ModelLimits => ({ context: limit + output, output })
/** The same, of a model whose context is larger: earlier reports above the limit can be true. */
export const narrowed = (limit: number): ModelLimits => ({
  context: 100_000,
  input: limit + output,
  output,
})

const inputOf = (limit: ModelLimits, agent: string): ParamsInput => {
  const model = { id: "claude-scripted", providerID: "scripted", limit }
  // oxlint-disable-next-line no-unsafe-type-assertion -- the gate reads agent, session and limits only
  return { sessionID: "ses_1", agent, model } as unknown as ParamsInput
}

export interface Attempt {
  /** "passed", or what was thrown. */
  readonly outcome: unknown
  readonly maxOutputTokens: number | undefined
}

export interface Planned {
  readonly attempt: (agent?: string, asked?: Partial<ParamsOutput>) => Attempt
  readonly runtime: ReturnType<typeof createTestRuntime>
  readonly session: Session
  /** Plans the request anew, as the host does after a compaction. */
  readonly again: () => Promise<void>
  readonly calls: readonly string[]
}

/** The recorded session as the host hands it to the hook; new objects at each call. */
export const hostMessages = (): HostMessages =>
  // oxlint-disable-next-line no-unsafe-type-assertion -- recorded messages are of the host's shape
  copyMessages(recordedMessages()) as HostMessages

/** The newest step is in the recent window, which the stages leave alone. */
export const withLongNewestStep = (): HostMessages => {
  const messages = hostMessages()
  const text = messages.at(-1)?.parts.find((part) => part.type === "text")
  if (text?.type !== "text") throw new Error("No text in the newest step")
  text.text = "a line of a long answer\n".repeat(2_900)
  return messages
}

/** The recorded session, planned under these limits and options, and about to be sent. */
export const plan = async (
  limit: number,
  {
    messages = hostMessages(),
    limits = fitting(limit),
    ...rest
  }: TestRuntimeOptions & { readonly messages?: HostMessages } = {},
): Promise<Planned> => {
  const runtime = createTestRuntime({ ...rest, limits })
  const session = runtime.sessions.get("ses_1")
  const again = () => planMessages(runtime, session, structuredClone(messages))
  session.journal.append(answeredRequests(recordedTranscript()))
  await again()
  const attempt = (agent = "build", asked: Partial<ParamsOutput> = {}): Attempt => {
    const params: ParamsOutput = {
      temperature: 0,
      topP: 1,
      topK: 0,
      maxOutputTokens: output,
      options: {},
      ...asked,
    }
    try {
      gate(runtime, session, inputOf(limits, agent), params)
      return { outcome: "passed", maxOutputTokens: params.maxOutputTokens }
    } catch (error) {
      return { outcome: error, maxOutputTokens: params.maxOutputTokens }
    }
  }
  return { attempt, runtime, session, again, calls: runtime.client.calls }
}
