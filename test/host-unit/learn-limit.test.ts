import { describe, expect, it } from "vitest"
import { learnLimit } from "../../src/host/learn-limit.ts"
import { HOST_OVERFLOW, PromptOverflowError } from "../../src/host/overflow-signals.ts"
import { planMessages } from "../../src/host/plan-messages.ts"
import { learnedLimitToast } from "../../src/session/texts.ts"
import { copyMessages } from "../builders/applied.ts"
import { prompted, stepped } from "../builders/host-messages.ts"
import { planning, readings } from "../builders/planning.ts"
import { recordedMessages } from "../builders/recorded-session.ts"
import { overflowed, refusedWith, tooLong } from "../builders/refusals.ts"
import { createTestRuntime } from "../builders/runtime.ts"

const NAME = "scripted/claude-scripted"
const refusal = overflowed(tooLong(32_000))

/** A recorded session whose request has left: 18,000 tokens, 5,000 of them in every request. */
const sentSession = async () => {
  const runtime = createTestRuntime({ limits: { context: 64_000, output: 8_000 } })
  // oxlint-disable-next-line no-unsafe-type-assertion -- recorded messages are of the host's shape
  const messages = copyMessages(recordedMessages()) as Parameters<typeof planMessages>[2]
  const session = runtime.sessions.get("ses_1")
  await planMessages(runtime, session, messages)
  return { runtime, session, context: () => runtime.models.get(NAME).context }
}

/** The context known of the model after these errors, tokens. */
const learned = async (...errors: readonly unknown[]): Promise<number | undefined> => {
  const { runtime, context } = await sentSession()
  for (const error of errors) learnLimit(runtime, "ses_1", error)
  return context()
}

const body = JSON.stringify({ error: { message: tooLong(32_000) } })

describe("a limit learned from a refusal", () => {
  it.each<[string, readonly unknown[], number | undefined]>([
    ["is the one it names", [refusal], 32_000],
    ["is one that the host takes for no overflow", [refusedWith(tooLong(32_000))], 32_000],
    ["is one of the status 413", [refusedWith(tooLong(32_000), 413)], 32_000],
    ["is one of the status 422", [refusedWith(tooLong(32_000), 422)], 32_000],
    ["is one behind the text of a status", [overflowed(`Bad Request: ${body}`)], 32_000],
    ["is the smallest one named", [refusal, overflowed(tooLong(20_000)), refusal], 20_000],
    ["is none of a rate", [refusedWith("Too many requests", 429)], undefined],
    [
      "is none of our own overflow",
      [overflowed("Input exceeds context window", JSON.stringify(HOST_OVERFLOW))],
      undefined,
    ],
    ["is none of our own refusal", [new PromptOverflowError(tooLong(32_000))], undefined],
    [
      "is none of nothing",
      [undefined, null, "", 7, {}, { data: null }, { data: { message: 7 } }],
      undefined,
    ],
    ["is none of the model's stated context", [overflowed(tooLong(64_000))], undefined],
    ["is none of more than that", [overflowed(tooLong(128_000))], undefined],
    ["is none below what the model has answered", [overflowed(tooLong(18_000))], undefined],
    ["is none of 600", [overflowed(tooLong(600)), overflowed(tooLong(600))], undefined],
    [
      "is none of an error in a stream",
      [{ name: "UnknownError", data: { message: tooLong(32_000) } }],
      undefined,
    ],
    ["is none where the host alone calls it one", [overflowed("Payload Too Large")], undefined],
    [
      "is none in the body, the headers or the metadata",
      [
        refusedWith("Invalid schema", 400, {
          responseBody: body,
          responseHeaders: { "x-note": tooLong(32_000) },
          metadata: { url: tooLong(32_000) },
        }),
        overflowed("Payload Too Large", body),
      ],
      undefined,
    ],
  ])("%s", async (_, errors, context) => {
    expect(await learned(...errors)).toBe(context)
  })

  it.each([401, 402, 403, 404, 408, 429, 500, 502, 503, 529, undefined])(
    "is none of the status %s",
    async (status) => {
      const error = { name: "APIError", data: { message: tooLong(32_000), statusCode: status } }
      expect(await learned(error)).toBeUndefined()
    },
  )

  it("is a little under what was refused where none is named", async () => {
    const context = await learned(overflowed("Your input exceeds the context window"))
    expect(context).toBeGreaterThan(20_000)
    expect(context).toBeLessThan(26_000)
  })

  it("is none of the input limit that the model states", async () => {
    const { runtime, send } = planning({
      options: {},
      limits: { context: 100_000, input: 32_000, output: 1_000 },
    })
    await send(readings())
    const contexts = [32_000, 31_999].map((size) => {
      learnLimit(runtime, "ses_1", overflowed(tooLong(size)))
      return runtime.models.get("scripted/gpt-scripted").context
    })
    expect(contexts).toEqual([undefined, 31_999])
  })

  it("is told once, with how to remove it", async () => {
    const { runtime } = await sentSession()
    learnLimit(runtime, "ses_1", refusal)
    learnLimit(runtime, "ses_1", refusal)
    const toast = learnedLimitToast({ model: NAME, context: 32_000, stated: 64_000 })
    expect(toast).toContain("models.json")
    expect(runtime.client.calls).toEqual([`warning: ${toast}`])
  })

  it("is learned once where the refusal is told when the host compacts already", async () => {
    const { runtime, session, context } = await sentSession()
    Object.assign(session, {
      refused: session.planned,
      planned: undefined,
      lastKind: "compaction",
      lastModel: session.planned?.model,
    })
    learnLimit(runtime, "ses_1", refusal)
    learnLimit(runtime, "ses_1", overflowed(tooLong(20_000)))
    expect(context()).toBe(32_000)
    expect(runtime.client.calls).toEqual([
      expect.stringContaining("its context counts as 32000 tokens"),
      expect.stringContaining("refused this request for its size again"),
    ])
  })

  it("is none of a session that has sent nothing", () => {
    const runtime = createTestRuntime({})
    learnLimit(runtime, "ses_2", refusal)
    expect(runtime.models.get(NAME).context).toBeUndefined()
  })

  it("is not told again where a turn or a title was refused", async () => {
    const { runtime, session, context } = await sentSession()
    const { planned } = session
    Object.assign(session, {
      refused: planned,
      learnedFrom: planned,
      planned: undefined,
    })
    learnLimit(runtime, "ses_1", refusal)
    expect([runtime.client.calls, context()]).toEqual([[], undefined])
  })

  it("is learned from the request that is refused now, whatever was before", async () => {
    const { runtime, session, context } = await sentSession()
    const before = session.planned && { ...session.planned }
    Object.assign(session, { refused: before, learnedFrom: before })
    learnLimit(runtime, "ses_1", refusal)
    expect([session.learnedFrom === session.planned, context()]).toEqual([true, 32_000])
  })
})

/** A session of one prompt, of a model with a context of 100,000 tokens, that was refused so. */
const refusedPrompt = async (
  text: string,
  errors: readonly unknown[],
  { system = "", schemas = "" } = {},
): Promise<number | undefined> => {
  const { runtime, send, session } = planning({
    options: {},
    limits: { context: 100_000, output: 1_000 },
    client: { toolSchemas: async () => schemas },
  })
  await send([prompted("m1", text), stepped("m2", { output: "alpha ".repeat(30_000) })])
  session.around.push(system)
  for (const error of errors) learnLimit(runtime, "ses_1", error)
  return runtime.models.get("scripted/gpt-scripted").context
}

describe("words that were sent", () => {
  const words = "maximum context length is 60000 tokens"
  const echo = refusedWith(`Invalid prompt: "Maximum context\nlength is 60000 tokens"`)

  it("teach a limit where they were not sent", async () => {
    expect(await refusedPrompt("Go", [echo])).toBe(60_000)
  })

  it.each<[string, Parameters<typeof refusedPrompt>]>([
    ["in the prompt", [`It says ${words}`, [echo]]],
    ["in the prompt, of which a part is quoted", [`It says ${words}000`, [echo]]],
    ["in the system text", ["Go", [echo], { system: words }]],
    ["in a tool's description", ["Go", [echo], { schemas: words }]],
  ])("teach none %s", async (_, given) => {
    expect(await refusedPrompt(...given)).toBeUndefined()
  })

  it("are not those of an earlier refusal, which no message carries", async () => {
    const { runtime, send } = planning({
      options: {},
      limits: { context: 100_000, output: 1_000 },
    })
    const info = { error: overflowed(tooLong(50_000)) }
    await send([prompted("m1", "Go"), stepped("m2", { info }), prompted("m3", "On")])
    learnLimit(runtime, "ses_1", overflowed(tooLong(50_000)))
    expect(runtime.models.get("scripted/gpt-scripted").context).toBe(50_000)
  })

  it("leave the provider's own to be read", async () => {
    const both = overflowed(`"${words}": ${tooLong(50_000)}`)
    expect(await refusedPrompt(words, [both])).toBe(50_000)
  })
})

describe("a refusal for size without a number", () => {
  const error = overflowed("Your input exceeds the context window of this model")
  const send = async (
    output: string,
    { media = "", cleared = "" } = {},
  ): Promise<number | undefined> => {
    const { runtime, send: sendAll } = planning({
      options: {},
      limits: { context: 100_000, output: 1_000 },
    })
    const image = {
      id: "m1p2",
      type: "file",
      mime: "image/jpeg",
      url: `data:image/jpeg;base64,${media}`,
    }
    const first = prompted("m1", "Go")
    await sendAll([
      // oxlint-disable-next-line no-unsafe-type-assertion -- of what the host types only this is read
      { ...first, parts: [...first.parts, ...(media ? [image as never] : [])] },
      stepped("m2", { output }),
      stepped("m3", { output: cleared, clearedAt: 5 }),
    ])
    learnLimit(runtime, "ses_1", error)
    return runtime.models.get("scripted/gpt-scripted").context
  }

  it("teaches a limit a little under what was sent", async () => {
    expect(await send("alpha ".repeat(50_000))).toBeGreaterThan(40_000)
  })

  it("teaches none where far less was sent than the model takes", async () => {
    expect(await send("alpha ".repeat(15_000))).toBeUndefined()
  })

  it("teaches none where most of what was sent are images", async () => {
    expect(await send("alpha ".repeat(50_000), { media: "A".repeat(400_000) })).toBeUndefined()
  })

  it("teaches none where all but images was cleared before", async () => {
    const cleared = "alpha ".repeat(100_000)
    expect(
      await send("alpha ".repeat(50_000), { media: "A".repeat(400_000), cleared }),
    ).toBeUndefined()
  })
})
