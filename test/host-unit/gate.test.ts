import { describe, expect, it } from "vitest"
import { gate } from "../../src/host/gate.ts"
import type { ParamsInput, ParamsOutput } from "../../src/host/gate.ts"
import { HOST_OVERFLOW } from "../../src/host/overflow-signals.ts"
import { planMessages } from "../../src/host/plan-messages.ts"
import type { HostMessages } from "../../src/host/plan-messages.ts"
import type { Session } from "../../src/host/sessions.ts"
import type { ModelLimits } from "../../src/session/budget.ts"
import { OVERFLOW_TERMINAL } from "../../src/session/texts.ts"
import { copyMessages } from "../builders/applied.ts"
import { answeredRequest } from "../builders/sent-request.ts"
import { recordedMessages, recordedTranscript } from "../builders/recorded-session.ts"
import { createTestRuntime } from "../builders/runtime.ts"
import type { TestRuntimeOptions } from "../builders/runtime.ts"

const output = 1_000
/** Limits under which prompts of so many tokens fit. */
const fitting = (limit: number): ModelLimits => ({ context: limit + output, output })

const inputOf = (limit: ModelLimits, agent: string): ParamsInput => {
  const model = { id: "claude-scripted", providerID: "scripted", limit }
  // oxlint-disable-next-line no-unsafe-type-assertion -- the gate reads agent, session and limits only
  return { sessionID: "ses_1", agent, model } as unknown as ParamsInput
}

interface Attempt {
  /** "passed", or what was thrown. */
  readonly outcome: unknown
  readonly maxOutputTokens: number | undefined
}

interface Planned {
  readonly attempt: (agent?: string, maxOutputTokens?: number) => Attempt
  readonly session: Session
  /** Plans the request anew, as the host does after a compaction. */
  readonly again: () => Promise<void>
  readonly calls: readonly string[]
}

const hostMessages = (): HostMessages =>
  // oxlint-disable-next-line no-unsafe-type-assertion -- recorded messages are of the host's shape
  copyMessages(recordedMessages()) as HostMessages

/** The newest step is in the recent window, which the stages leave alone. */
const withLongNewestStep = (): HostMessages => {
  const messages = hostMessages()
  const text = messages.at(-1)?.parts.find((part) => part.type === "text")
  if (text?.type !== "text") throw new Error("No text in the newest step")
  text.text = "a line of a long answer\n".repeat(2_900)
  return messages
}

/** The recorded session, planned under these limits and options, and about to be sent. */
const plan = async (
  limit: number,
  {
    messages = hostMessages(),
    ...rest
  }: Omit<TestRuntimeOptions, "limits"> & { readonly messages?: HostMessages } = {},
): Promise<Planned> => {
  const limits = fitting(limit)
  const runtime = createTestRuntime({ ...rest, limits })
  const session = runtime.sessions.get("ses_1")
  const again = () => planMessages(runtime, session, structuredClone(messages))
  session.journal.append([answeredRequest(recordedTranscript())])
  await again()
  const attempt = (agent = "build", maxOutputTokens = output): Attempt => {
    const params: ParamsOutput = {
      temperature: 0,
      topP: 1,
      topK: 0,
      maxOutputTokens,
      options: {},
    }
    try {
      gate(runtime, session, inputOf(limits, agent), params)
      return { outcome: "passed", maxOutputTokens: params.maxOutputTokens }
    } catch (error) {
      return { outcome: error, maxOutputTokens: params.maxOutputTokens }
    }
  }
  return { attempt, session, again, calls: runtime.client.calls }
}

const passed: Attempt = { outcome: "passed", maxOutputTokens: output }
const off = { options: { auto: false } }
/** Tokens of the recorded session's next request, without any stage. */
const forecast = async (): Promise<number> =>
  (await plan(100_000, off)).session.planned?.plan.draft.forecast.tokens ?? 0
const refused = expect.objectContaining({ name: "PromptOverflowError", message: OVERFLOW_TERMINAL })

describe("the gate", () => {
  it("lets a request pass that is exactly at its limit, and refuses one token more", async () => {
    const tokens = await forecast()
    const [at, over] = [await plan(tokens, off), await plan(tokens - 1, off)]
    expect([at.attempt(), over.attempt().outcome]).toEqual([passed, refused])
  })

  it("gives the same answer again, and records it once", async () => {
    const tokens = await forecast()
    const pass = await plan(100_000, off)
    const refuse = await plan(tokens - 1, off)
    const twice = [pass, refuse].map(({ attempt }) => [attempt().outcome, attempt().outcome])
    expect(twice).toEqual([
      ["passed", "passed"],
      [refused, refused],
    ])
    expect(refuse.calls).toEqual([expect.stringMatching(/^error: Request refused before sending/)])
    expect([...refuse.session.journal.refresh().refused]).toEqual([refuse.session.planned?.user])
  })

  it("asks the host to compact before it refuses, once for a message", async () => {
    const { attempt, session } = await plan(7_700)
    expect(attempt().outcome).toBe(HOST_OVERFLOW)
    expect([...session.journal.refresh().forced]).toEqual([session.planned?.user])
  })

  it("asks twice in a row at most, and again after a new prompt", async () => {
    const { attempt, session, again } = await plan(7_700)
    expect([attempt().outcome, attempt().outcome]).toEqual([HOST_OVERFLOW, HOST_OVERFLOW])
    await again()
    expect(attempt().outcome).toBe(HOST_OVERFLOW)
    await again()
    expect(attempt().outcome).toEqual(refused)
    session.forcedInRow = 0
    await again()
    expect(attempt().outcome).toBe(HOST_OVERFLOW)
  })

  it("refuses at once where the user switched the host's compaction off", async () => {
    const { attempt } = await plan(7_700, { nativeAuto: false })
    expect(attempt().outcome).toEqual(refused)
  })

  it("lets the host compact behind a request that is over its ceiling", async () => {
    const options = { summarize: { enabled: false }, budget: { trigger: 0.6, target: 0.5 } }
    const { attempt, calls } = await plan(30_000, { options, messages: withLongNewestStep() })
    expect([attempt(), calls]).toEqual([
      passed,
      [
        expect.stringMatching(/^info: Context was \d+ % full/),
        expect.stringMatching(/^info: Context is \d+ % full/),
        "compact ses_1",
      ],
    ])
  })

  it("lowers the output tokens to what fits beside a prompt at the limit", async () => {
    const { attempt } = await plan(9_000, off)
    expect(attempt("build", 9_000).maxOutputTokens).toBe(2_500)
  })

  it.each(["summary", "compaction"])("leaves the host's own agent %s alone", async (agent) => {
    const { attempt } = await plan(1_000, off)
    expect(attempt(agent)).toEqual(passed)
  })

  it.each([
    ["passes", 1_500],
    ["passes", undefined],
    ["is refused", 1_501],
  ])("holds a request that could not be planned to a rough bound: %s at %s", async (_, bound) => {
    const { attempt, session } = await plan(1_000, off)
    session.planned = undefined
    session.unplanned = bound
    expect(attempt().outcome).toEqual((bound ?? 0) > 1_500 ? refused : "passed")
  })

  it("refuses a compaction whose head could not be cut to its window", async () => {
    const { attempt, session } = await plan(1_000, off)
    session.headTokens = 1_501
    expect(attempt("compaction").outcome).toEqual(refused)
  })
})
