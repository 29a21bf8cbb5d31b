import { describe, expect, it } from "vitest"
import { HOST_OVERFLOW } from "../../src/host/overflow-signals.ts"
import { learnLimit } from "../../src/host/learn-limit.ts"
import { planMessages } from "../../src/host/plan-messages.ts"
import { copyMessages } from "../builders/applied.ts"
import { planning, readings } from "../builders/planning.ts"
import { recordedMessages } from "../builders/recorded-session.ts"
import { createTestRuntime } from "../builders/runtime.ts"

const refusal = "prompt is too long: 40000 tokens > 32000 maximum"

/** The context known of the model after these errors, tokens. */
const learned = async (...errors: readonly unknown[]): Promise<number | undefined> => {
  const runtime = createTestRuntime({ limits: { context: 64_000, output: 8_000 } })
  // oxlint-disable-next-line no-unsafe-type-assertion -- recorded messages are of the host's shape
  const messages = copyMessages(recordedMessages()) as Parameters<typeof planMessages>[2]
  await planMessages(runtime, runtime.sessions.get("ses_1"), messages)
  for (const error of errors) learnLimit(runtime, "ses_1", error)
  return runtime.models.get("scripted/claude-scripted").context
}

describe("a limit learned from a refusal", () => {
  it.each<[string, readonly unknown[], number | undefined]>([
    ["is the one it names", [{ data: { message: refusal } }], 32_000],
    [
      "is the smallest one named",
      [{ message: refusal }, { message: refusal.replace("32000", "16000") }, { message: refusal }],
      16_000,
    ],
    ["is none of another error", [{ message: "Too many requests" }], undefined],
    ["is none of our own overflow", [HOST_OVERFLOW], undefined],
    ["is none of nothing", [undefined, null, "", 7], undefined],
  ])("%s", async (_, errors, context) => {
    expect(await learned(...errors)).toBe(context)
  })

  it("is a little under what was refused where none is named", async () => {
    const context = await learned({ message: "Your input exceeds the context window" })
    expect(context).toBeGreaterThan(20_000)
    expect(context).toBeLessThan(26_000)
  })

  it("is none where none is named and little but system text and tools was sent", async () => {
    const runtime = createTestRuntime({ limits: { context: 64_000, output: 8_000 } })
    // oxlint-disable-next-line no-unsafe-type-assertion -- recorded messages are of the host's shape
    const messages = copyMessages(recordedMessages().slice(0, 3)) as Parameters<
      typeof planMessages
    >[2]
    await planMessages(runtime, runtime.sessions.get("ses_1"), messages)
    learnLimit(runtime, "ses_1", { message: "Your input exceeds the context window" })
    expect(runtime.models.get("scripted/claude-scripted").context).toBeUndefined()
    learnLimit(runtime, "ses_1", { message: refusal })
    expect(runtime.models.get("scripted/claude-scripted").context).toBe(32_000)
  })

  it("is learned once where the refusal is told when the host compacts already", async () => {
    const runtime = createTestRuntime({ limits: { context: 64_000, output: 8_000 } })
    const session = runtime.sessions.get("ses_1")
    // oxlint-disable-next-line no-unsafe-type-assertion -- recorded messages are of the host's shape
    const messages = copyMessages(recordedMessages()) as Parameters<typeof planMessages>[2]
    await planMessages(runtime, session, messages)
    session.refused = session.planned
    session.planned = undefined
    session.lastKind = "compaction"
    learnLimit(runtime, "ses_1", { message: refusal })
    learnLimit(runtime, "ses_1", { message: refusal.replace("32000", "16000") })
    expect(runtime.models.get("scripted/claude-scripted").context).toBe(32_000)
    expect(runtime.client.calls).toEqual([
      expect.stringContaining("refused this request for its size again"),
    ])
  })

  it("is none of a session that has sent nothing", () => {
    const runtime = createTestRuntime({})
    learnLimit(runtime, "ses_2", { message: refusal })
    expect(runtime.models.get("scripted/claude-scripted").context).toBeUndefined()
  })

  it("is a little under what was refused where the host alone knows what it means", async () => {
    const { send, runtime, session } = planning({ options: {} })
    await send(readings())
    const { tokens = 0 } = session.planned?.plan.draft.forecast ?? {}
    Object.assign(session.planned ?? {}, { overhead: tokens / (2 * 1.05) })
    learnLimit(runtime, "ses_1", { name: "ContextOverflowError", data: { message: "Too big" } })
    expect(runtime.models.get("scripted/gpt-scripted")).toMatchObject({
      context: Math.floor(0.95 * tokens) + 1_000,
      updated: 1_000,
    })
  })

  it("is none where more than half of what was refused is not the conversation", async () => {
    const { send, runtime, session } = planning({ options: {} })
    await send(readings())
    const { tokens = 0 } = session.planned?.plan.draft.forecast ?? {}
    Object.assign(session.planned ?? {}, { overhead: (tokens + 1) / (2 * 1.05) })
    learnLimit(runtime, "ses_1", { name: "ContextOverflowError" })
    expect(runtime.models.get("scripted/gpt-scripted").context).toBeUndefined()
  })

  it("is not told again where a turn or a title was refused", async () => {
    const { send, runtime, session } = planning({ options: {} })
    await send(readings())
    Object.assign(session, {
      refused: session.planned,
      learnedFrom: session.planned,
      planned: undefined,
    })
    learnLimit(runtime, "ses_1", { message: refusal })
    expect([runtime.client.calls, runtime.models.get("scripted/gpt-scripted").context]).toEqual([
      [],
      undefined,
    ])
  })

  it("is learned from the request that is refused now, whatever was before", async () => {
    const { send, runtime, session } = planning({ options: {} })
    await send(readings())
    const before = session.planned
    await send(readings())
    Object.assign(session, { refused: before, learnedFrom: before })
    learnLimit(runtime, "ses_1", { message: refusal })
    expect([
      session.learnedFrom === session.planned,
      runtime.models.get("scripted/gpt-scripted").context,
    ]).toEqual([true, 32_000])
  })
})
