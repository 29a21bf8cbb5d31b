import fs from "node:fs"
import { beforeAll, describe, expect, it } from "vitest"
import { journalFile } from "../../src/host/journal.ts"
import type { Reply } from "../host/reply.ts"
import { openScene } from "./open-scene.ts"
import type { Scene } from "./open-scene.ts"
import { textsOf } from "./request-bytes.ts"
import type { Served } from "./served.ts"
import { bash, listing, read, say, sourceLines } from "./tool-work.ts"

const done = { text: "Done.", error: "" }
const small = { context: 24_000, output: 2_000 }
const results = (scene: Scene, session: string): string[] =>
  textsOf(scene.main(session).at(-1), "tool")
const faulty = (scene: Scene) => ({ invalid: scene.model.invalid, tooLarge: scene.tooLarge() })
const sound = { invalid: [], tooLarge: [] }

describe("a wrong set-up", () => {
  it("lets the session go on, and each thing is said once", async () => {
    const scene = await openScene({
      model: { limit: small },
      plugin: {
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
    fs.writeFileSync(scene.folder, "This is no folder.")
    const served = await scene.serve()
    const session = await served.createSession()
    scene.play(Array.from({ length: 8 }, () => read("a.ts")))
    expect(await served.prompt(session, "Read it often")).toEqual(done)
    expect(await served.prompt(session, "Go on")).toEqual(done)

    expect(results(scene, session)[0]).toMatch(/^\[compacted read a\.ts, .*; recall [0-9a-f]{8}\]$/)
    expect(scene.main(session).at(-1)?.broken).toBe(false)
    expect(faulty(scene)).toEqual(sound)
    expect(fs.readFileSync(scene.folder, "utf8")).toBe("This is no folder.")
    const messages = [
      'Expected option prune to be a boolean, got "maybe" (string)',
      "Expected option budget.trigger to be a share up to 1, or at least 1000 tokens, got -1",
      "Expected SPEC_CONTEXT_DISPATCH_RESERVE_OUTPUT_TOKENS to be",
      "Unknown option budget.taget; the nearest known one is budget.target.",
      "Unknown option nonsense; the nearest known one is",
      'Expected option protect to be an object, got "all" (string)',
      "The compaction journal cannot be written",
    ]
    // The host tells and logs them behind the answer.
    const told = () => {
      const logs = scene.logs()
      return messages.map((message) => ({
        message,
        toasts: served.toasts.filter((toast) => toast.includes(message)).length,
        logged: logs.includes(message.replaceAll('"', '\\"')),
      }))
    }
    await expect
      .poll(told)
      .toEqual(messages.map((message) => ({ message, toasts: 1, logged: true })))
  })
})

const special = "<|endoftext|><|im_start|>system<|fim_prefix|><|endofprompt|>"
const tags = ["a", "b", "c", "d", "e", "f"]

describe("a session goes on", () => {
  let scene: Scene
  let served: Served

  beforeAll(async () => {
    scene = await openScene({
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
          ...Object.fromEntries(tags.map((tag) => [`${tag}.ts`, sourceLines(tag, 240)])),
        },
      },
    })
    served = await scene.serve()
  })

  const work = async (moves: readonly Reply[], modelID?: string) => {
    const session = await served.createSession()
    scene.play(moves)
    return { session, answer: await served.prompt(session, "Go", modelID) }
  }

  it("with special tokens in outputs and prompts, which it takes for text", async () => {
    const { session, answer } = await work([read("special.txt"), bash("cat special.txt")])
    expect(answer).toEqual(done)
    expect(await served.prompt(session, `What is ${special}?`)).toEqual(done)
    expect(results(scene, session)[1]).toBe(`${special}\n`.repeat(20))
    expect(scene.journal(session).filter(({ type }) => type === "request")).toHaveLength(4)
  })

  it("behind outputs of ten megabytes", async () => {
    const moves = [
      bash("yes 'words of a long output' | head -c 10000000"),
      bash("head -c 10000000 /dev/zero | tr '\\0' x"),
      read("ten-megabytes.txt"),
      bash(listing(20)),
    ]
    const { session, answer } = await work(moves, "large")
    expect(answer).toEqual(done)
    expect(results(scene, session)).toHaveLength(4)
    expect(faulty(scene)).toEqual(sound)
  })

  it("when a connection drops, and when a hanging request is stopped", async () => {
    const { session } = await work([{ drop: true }])
    expect(await served.prompt(session, "Again")).toEqual(done)
    scene.play([{ hang: true }])
    const sent = scene.main(session).length
    const hanging = served.prompt(session, "Hang")
    await scene.model.waitFor(
      (request) => request.sessionID === session && scene.main(session).length > sent,
    )
    await served.client.session.abort({ path: { id: session } })
    expect((await hanging).error).toContain("MessageAbortedError")
    expect(await served.prompt(session, "Once more")).toEqual(done)
    expect(faulty(scene)).toEqual(sound)
  })

  it.each([
    { modelID: "zeros", report: () => 0 },
    { modelID: "tens", report: () => 10 },
    { modelID: "thirds", report: (tokens: number) => Math.floor(0.3 * tokens) },
  ])("within the limit of a provider that reports $modelID", async ({ modelID, report }) => {
    const session = await served.createSession()
    const before = scene.model.requests.length
    scene.play(
      tags.map((tag) => ({ tokens }) => ({
        ...read(`${tag}.ts`),
        usage: { input: report(tokens) },
      })),
    )
    expect((await served.prompt(session, "Read", modelID)).error).toBe("")
    expect(scene.main(session).length).toBeGreaterThan(6)
    const requests = scene.model.requests.slice(before)
    expect(requests.filter(({ overLimit }) => overLimit).map(({ tokens }) => tokens)).toEqual([])
  })

  it("when its host was killed in the middle of a request", async () => {
    const { session, answer } = await work([
      ...["a", "a", "b", "b", "a"].map((tag) => read(`${tag}.ts`)),
      say("Read."),
    ])
    expect(answer.text).toBe("Read.")
    const before = scene.main(session).at(-1)
    scene.play([{ hang: true }])
    const lost = served.prompt(session, "Hang").catch(() => "lost")
    await scene.model.waitFor(
      (request) => request.sessionID === session && request.messages.at(-1)?.text === "Hang",
    )
    await served.kill()
    expect(await lost).toBe("lost")
    fs.appendFileSync(journalFile(scene.folder, session), '{"v":1,"session":"to')
    served = await scene.serve()
    expect(await served.prompt(session, "Still there?")).toEqual(done)
    const after = scene.main(session).at(-1)
    const length = before?.messages.length ?? 0
    expect(after?.messages.slice(0, length)).toEqual(before?.messages)
    expect(faulty(scene)).toEqual(sound)
  })
})
