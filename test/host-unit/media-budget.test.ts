import { describe, expect, it } from "vitest"
import { gate } from "../../src/host/gate.ts"
import type { ParamsInput, ParamsOutput } from "../../src/host/gate.ts"
import { learnLimit } from "../../src/host/learn-limit.ts"
import { planMessages } from "../../src/host/plan-messages.ts"
import type { HostMessages } from "../../src/host/plan-messages.ts"
import { modelName } from "../../src/session/transcript.ts"
import { attached, mediaIn, screenshot } from "../builders/attached.ts"
import { hostModel, prompted, stepped } from "../builders/host-messages.ts"
import { pdf, pdfUrl } from "../builders/pdf.ts"
import { overflowed, refusedWith } from "../builders/refusals.ts"
import { createTestRuntime } from "../builders/runtime.ts"

const claude = { providerID: "anthropic", modelID: "claude-scripted" }
const gemini = { providerID: "google", modelID: "gemini-2.5-pro" }
const MB = 1_000_000
const data = (mime: string, bytes: number): { mime: string; url: string } => ({
  mime,
  url: `data:${mime};base64,${"A".repeat(Math.ceil((bytes * 4) / 3))}`,
})
const document = (pages: number, picture = 0): { mime: string; url: string } => ({
  mime: "application/pdf",
  url: pdfUrl(pdf({ pages, picture })),
})

/** A session's requests, planned and looked at by the gate one after the other. */
const sending = ({ context = 200_000, model = hostModel, options = {} } = {}) => {
  const limits = { context, output: 8_000 }
  const runtime = createTestRuntime({
    limits,
    options: { summarize: { enabled: false }, ...options },
  })
  const session = runtime.sessions.get("ses_1")
  const limit = { ...limits, input: undefined }
  const asked = {
    sessionID: "ses_1",
    agent: "build",
    model: { ...model, id: model.modelID, limit },
  }
  return {
    runtime,
    session,
    send: async (messages: HostMessages): Promise<{ outcome: string; messages: HostMessages }> => {
      const copies = structuredClone(messages)
      for (const { info } of copies)
        if (info.role === "user") info.model = model
        else Object.assign(info, model)
      await planMessages(runtime, session, copies)
      const params: ParamsOutput = {
        temperature: 0,
        topP: 1,
        topK: 0,
        maxOutputTokens: 8_000,
        options: {},
      }
      try {
        // oxlint-disable-next-line no-unsafe-type-assertion -- the gate reads agent, session, model and limits only
        gate(runtime, session, asked as unknown as ParamsInput, params)
        return { outcome: "passed", messages: copies }
      } catch (error) {
        return { outcome: error instanceof Error ? error.name : "compacted", messages: copies }
      }
    },
  }
}

describe("a request with an attachment", () => {
  it.each([
    ["a scan of 8 pages and 4 MB", 200_000, hostModel, document(8, 500_000)],
    ["a document of 50 pages", 200_000, claude, document(50)],
    ["a document of 500 pages for Gemini", 200_000, gemini, document(500)],
    ["a torn document of 20 MB", 32_000, hostModel, data("application/pdf", 20 * MB)],
    ["a torn document in a small window", 16_000, hostModel, data("application/pdf", 4 * MB)],
    ["an hour of sound in a small window", 16_000, hostModel, data("audio/mpeg", 20 * MB)],
    [
      "a film elsewhere",
      16_000,
      hostModel,
      { mime: "video/mp4", url: "https://example.org/a.mp4" },
    ],
  ])("is sent with %s", async (_, context, model, file) => {
    const { send } = sending({ context, model })
    expect(await send([attached("m1", file)])).toMatchObject({ outcome: "passed" })
  })

  it.each([
    ["a document of 500 pages", 200_000, claude, document(500)],
    ["more pictures than bytes can tell", 16_000, hostModel, document(9)],
    ["a body of 34 MB for Claude", 200_000, claude, data("application/pdf", 25 * MB)],
  ])("is refused with %s, and nothing is compacted", async (_, context, model, file) => {
    const { send, session } = sending({ context, model })
    expect(await send([attached("m1", file)])).toMatchObject({ outcome: "PromptOverflowError" })
    const after = await send([attached("m1", file), prompted("m3", "And now?")])
    expect([after.outcome, mediaIn(after.messages)]).toEqual(["passed", []])
    expect([...session.journal.refresh().refused]).toEqual(["m1"])
  })

  it("does not make the host compact for what is guessed", async () => {
    const { send, runtime } = sending({ context: 16_000 })
    const history = Array.from({ length: 4 }, (_, at) => [
      prompted(`m${2 * at + 1}`, "Go"),
      stepped(`m${2 * at + 2}`, { text: "word ".repeat(700) }),
    ]).flat()
    const messages = [...history, attached("m9", data("video/mp4", 9 * MB))]
    expect(await send(messages)).toMatchObject({ outcome: "passed" })
    expect(runtime.client.calls.filter((call) => /compact|queue/i.test(call))).toEqual([])
  })
})

describe("a guess", () => {
  it("refuses nothing after an answer has told what it really was", async () => {
    const { send } = sending({ context: 16_000 })
    const film = attached("m1", data("video/mp4", 20 * MB))
    const seen = { tokens: { input: 3_000, output: 10, cache: { read: 0, write: 0 } } }
    expect(await send([film])).toMatchObject({ outcome: "passed" })
    const answered = [
      film,
      stepped("m2", { text: "Seen.", info: seen }),
      prompted("m3", "And now?"),
    ]
    expect(await send(answered)).toMatchObject({ outcome: "passed" })
  })

  it("does not let pass what is too large without it", async () => {
    const { send } = sending({ context: 16_000 })
    const film = attached("m1", data("video/mp4", 20 * MB))
    const { outcome } = await send([film, prompted("m3", "word ".repeat(30_000))])
    expect(outcome).toBe("PromptOverflowError")
  })
})

const looks = (count: number, bytes: number): HostMessages => [
  prompted("m1", "Look at all pages"),
  ...Array.from({ length: count }, (_, at) => screenshot(`m${at + 2}`, bytes)),
]
const newest = (count: number, of: number): readonly string[] =>
  Array.from({ length: count }, (_, at) => `m${of - count + at + 2}`)

describe("the body of a request", () => {
  it("loses its oldest pictures over what Claude's provider takes, a batch at a time", async () => {
    const { send } = sending({ context: 1_000_000, model: claude })
    const within = await send(looks(15, 2 * MB))
    expect(mediaIn(within.messages)).toHaveLength(15)
    const over = await send(looks(17, 2 * MB))
    expect([over.outcome, mediaIn(over.messages)]).toEqual(["passed", newest(11, 17)])
    const next = await send(looks(18, 2 * MB))
    expect(mediaIn(next.messages)).toEqual(newest(12, 18))
  })

  it.each([
    ["no provider that states one", { model: hostModel }],
    ["what the user switched off", { model: claude, options: { prune: false } }],
  ])("is left alone for %s", async (_, given) => {
    const { send } = sending({ context: 1_000_000, ...given })
    expect(mediaIn((await send(looks(17, 2 * MB))).messages)).toHaveLength(17)
  })

  it("keeps the attachments of the latest request and of the newest step", async () => {
    const { send } = sending({ context: 1_000_000, model: claude })
    const messages = [
      ...looks(2, 20 * MB),
      attached("m4", data("image/png", 10 * MB)),
      screenshot("m5", 10 * MB),
    ]
    expect(mediaIn((await send(messages)).messages)).toEqual(["m4", "m5"])
  })

  const large = refusedWith("Request Entity Too Large", 413)
  it.each([
    ["a bare status", large, 9],
    ["a page of a gateway", overflowed("<html><h1>413 Request Entity Too Large</h1></html>"), 9],
    ["Anthropic", overflowed("Request exceeds the maximum size"), 9],
    ["Google", refusedWith("Request payload size exceeds the limit: 8388608 bytes."), 8.388608],
    [
      "Alibaba",
      refusedWith("Request body size exceeds maximum allowed size: 8388608 bytes", 413),
      8.388608,
    ],
    ["a proxy", overflowed("Request too large (max 8MB)"), 8],
  ])("is learned from %s", async (_, error, megabytes) => {
    const { send, runtime } = sending({ context: 1_000_000 })
    await send(looks(5, 2 * MB))
    learnLimit(runtime, "ses_1", error)
    const learned = runtime.models.get(modelName(hostModel)).body?.bytes ?? 0
    expect(Math.abs(learned / MB - megabytes)).toBeLessThan(0.1)
    const { outcome, messages } = await send(looks(6, 2 * MB))
    expect([outcome, mediaIn(messages)]).toEqual(["passed", newest(megabytes < 9 ? 2 : 3, 6)])
    expect(runtime.models.get(modelName(hostModel)).context).toBeUndefined()
  })

  it.each([
    ["a rate", refusedWith("Request too large: Limit 30000 tokens per minute (TPM)", 413)],
    [
      "an image that is too large",
      refusedWith("image dimensions exceed max allowed size: 8000 pixels"),
    ],
    ["another fault", refusedWith("Invalid schema", 400)],
    ["a fault of the server", refusedWith("Request Entity Too Large", 500)],
  ])("is not learned from a refusal for %s", async (_, error) => {
    const { send, runtime } = sending({ context: 1_000_000 })
    await send(looks(5, 2 * MB))
    learnLimit(runtime, "ses_1", error)
    expect(runtime.models.get(modelName(hostModel)).body).toBeUndefined()
  })

  it.each([
    ["is small", looks(3, 100_000)],
    ["is text", [prompted("m1", "word ".repeat(400_000)), screenshot("m2", 100_000)]],
  ])("is not learned where what was refused %s", async (_, messages) => {
    const { send, runtime } = sending({ context: 1_000_000 })
    await send(messages)
    learnLimit(runtime, "ses_1", large)
    expect(runtime.models.get(modelName(hostModel)).body).toBeUndefined()
  })
})
