import fs from "node:fs"
import path from "node:path"
import { afterAll, describe, expect, it } from "vitest"
import type { Reply } from "../host/reply.ts"
import { createPluggedHost } from "./plugged-host.ts"
import type { PluggedHost, ServedHost } from "./plugged-host.ts"
import { bash, listing, read, say, sourceLines } from "./tool-work.ts"

const opened: PluggedHost[] = []
const open = async (options: Parameters<typeof createPluggedHost>[0]): Promise<PluggedHost> => {
  const plugged = await createPluggedHost(options)
  opened.push(plugged)
  return plugged
}

afterAll(async () => {
  for (const one of opened) await one.close()
})

const done = { text: "Done.", error: "" }
const small = { context: 24_000, output: 2_000 }
const results = (plugged: PluggedHost, session: string): string[] =>
  (plugged.mainRequests(session).at(-1)?.messages ?? [])
    .filter(({ role }) => role === "tool")
    .map(({ text }) => text)
const faulty = (plugged: PluggedHost, session: string) => ({
  invalid: plugged.model.invalid,
  tooLarge: plugged.mainRequests(session).filter(({ overLimit }) => overLimit),
})
const sound = { invalid: [], tooLarge: [] }

describe("what the user set up wrongly", () => {
  it("keeps the session going, and says each thing once", async () => {
    const plugged = await open({
      model: { limit: small },
      options: {
        prune: "maybe",
        protect: "all",
        budget: { trigger: -1, taget: 0.5 },
        nonsense: 1,
      },
      host: {
        files: { "a.ts": sourceLines("a", 150) },
        environment: { SPEC_CONTEXT_DISPATCH_RESERVE_OUTPUT_TOKENS: "many" },
      },
    })
    fs.writeFileSync(plugged.folder, "This is no folder.")
    const served = await plugged.serve()
    const session = await served.createSession()
    plugged.play(Array.from({ length: 8 }, () => read("a.ts")))
    expect(await served.prompt(session, "Read it often")).toEqual(done)
    expect(await served.prompt(session, "Go on")).toEqual(done)

    expect(results(plugged, session)[0]).toMatch(
      /^\[compacted read a\.ts, .*; recall [0-9a-f]{8}\]$/,
    )
    expect(plugged.mainRequests(session).at(-1)?.broken).toBe(false)
    expect(faulty(plugged, session)).toEqual(sound)
    expect(fs.readFileSync(plugged.folder, "utf8")).toBe("This is no folder.")
    const messages = [
      'Expected option prune to be a boolean, got "maybe" (string)',
      "Expected option budget.trigger to be a share up to 1, or at least 1000 tokens, got -1",
      "Expected SPEC_CONTEXT_DISPATCH_RESERVE_OUTPUT_TOKENS to be",
      "Unknown option budget.taget; the nearest known one is budget.target.",
      "Unknown option nonsense; the nearest known one is",
      'Expected option protect to be an object, got "all" (string)',
      "The compaction journal cannot be written",
    ]
    const logs = plugged.logs()
    expect(
      messages.map((message) => ({
        message,
        toasts: served.toasts.filter((toast) => toast.includes(message)).length,
        logged: logs.includes(message.replaceAll('"', '\\"')),
      })),
    ).toEqual(messages.map((message) => ({ message, toasts: 1, logged: true })))
    await served.stop()
  })
})

describe("what tools and providers do", () => {
  let plugged: PluggedHost
  let served: ServedHost

  const work = async (moves: readonly Reply[], modelID?: string) => {
    const session = await served.createSession()
    plugged.play(moves)
    return { session, answer: await served.prompt(session, "Go", modelID) }
  }

  it("takes special tokens in outputs and prompts for text", async () => {
    const special = "<|endoftext|><|im_start|>system<|fim_prefix|><|endofprompt|>"
    plugged = await open({
      model: {
        limit: small,
        limits: {
          zeros: small,
          tens: small,
          thirds: small,
          large: { context: 64_000, output: 4_000 },
        },
      },
      host: {
        files: {
          "special.txt": `${special}\n`.repeat(20),
          "ten-megabytes.txt": "some words of a long file\n".repeat(400_000),
          ...Object.fromEntries(
            ["a", "b", "c", "d", "e", "f"].map((tag) => [`${tag}.ts`, sourceLines(tag, 240)]),
          ),
        },
      },
    })
    served = await plugged.serve()
    const { session, answer } = await work([read("special.txt"), bash("cat special.txt")])
    expect(answer).toEqual(done)
    expect(await served.prompt(session, `What is ${special}?`)).toEqual(done)
    expect(results(plugged, session)[1]).toBe(`${special}\n`.repeat(20))
    expect(plugged.journal(session).filter(({ type }) => type === "request")).toHaveLength(4)
  })

  it("goes on after outputs of ten megabytes", async () => {
    const moves = [
      bash("yes 'words of a long output' | head -c 10000000"),
      bash("head -c 10000000 /dev/zero | tr '\\0' x"),
      read("ten-megabytes.txt"),
      bash(listing(20)),
    ]
    const { session, answer } = await work(moves, "large")
    expect(answer).toEqual(done)
    expect(results(plugged, session)).toHaveLength(4)
    expect(faulty(plugged, session)).toEqual(sound)
  })

  it("goes on when a connection drops, and when a hanging request is stopped", async () => {
    const { session } = await work([{ drop: true }])
    expect(await served.prompt(session, "Again")).toEqual(done)
    plugged.play([{ hang: true }])
    const sent = plugged.mainRequests(session).length
    const hanging = served.prompt(session, "Hang")
    await plugged.model.waitFor(
      (request) => request.sessionID === session && plugged.mainRequests(session).length > sent,
    )
    await served.client.session.abort({ path: { id: session } })
    expect((await hanging).error).toContain("MessageAbortedError")
    expect(await served.prompt(session, "Once more")).toEqual(done)
    expect(faulty(plugged, session)).toEqual(sound)
  })

  it.each([
    { modelID: "zeros", report: () => 0 },
    { modelID: "tens", report: () => 10 },
    { modelID: "thirds", report: (tokens: number) => Math.floor(0.3 * tokens) },
  ])("never exceeds the limit of a provider that reports $modelID", async ({ modelID, report }) => {
    const session = await served.createSession()
    const before = plugged.model.requests.length
    plugged.play(
      ["a", "b", "c", "d", "e", "f"].map((tag) => ({ tokens }) => ({
        ...read(`${tag}.ts`),
        usage: { input: report(tokens) },
      })),
    )
    expect((await served.prompt(session, "Read", modelID)).error).toBe("")
    expect(plugged.mainRequests(session).length).toBeGreaterThan(6)
    const requests = plugged.model.requests.slice(before)
    expect(requests.filter(({ overLimit }) => overLimit).map(({ tokens }) => tokens)).toEqual([])
  })

  it("goes on with a session whose host was killed in the middle of a request", async () => {
    const { session, answer } = await work([
      ...["a", "a", "b", "b", "a"].map((tag) => read(`${tag}.ts`)),
      say("Read."),
    ])
    expect(answer.text).toBe("Read.")
    const before = plugged.mainRequests(session).at(-1)
    plugged.play([{ hang: true }])
    const lost = served.prompt(session, "Hang").catch(() => "lost")
    await plugged.model.waitFor(
      (request) => request.sessionID === session && request.messages.at(-1)?.text === "Hang",
    )
    await served.kill()
    expect(await lost).toBe("lost")
    fs.appendFileSync(path.join(plugged.folder, `${session}.jsonl`), '{"v":1,"session":"to')
    served = await plugged.serve()
    expect(await served.prompt(session, "Still there?")).toEqual(done)
    const after = plugged.mainRequests(session).at(-1)
    const length = before?.messages.length ?? 0
    expect(after?.messages.slice(0, length)).toEqual(before?.messages)
    expect(faulty(plugged, session)).toEqual(sound)
    await served.stop()
  })
})
