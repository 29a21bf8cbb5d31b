import fs from "node:fs"
import path from "node:path"
import { describe, expect, it } from "vitest"
import { asRecord } from "../../src/session/is-record.ts"
import type { RecordedRequest } from "../host/reply.ts"
import { openScene } from "./open-scene.ts"
import type { Move, Scene } from "./open-scene.ts"
import { bash, listing, read, say, sourceLines } from "./tool-work.ts"

const done = { text: "Done.", error: "" }
const tags = ["a", "b", "c", "d", "e", "f", "g", "h"]
const files = Object.fromEntries(tags.map((tag) => [`${tag}.ts`, sourceLines(tag, 250)]))

/** What the server says of the prompt with this place among those of the session. */
type Report = (tokens: number, step: number) => number

const open = (context: number): Promise<Scene> =>
  openScene({
    model: { limit: { context, output: 4_000 } },
    host: { files, config: { compaction: { auto: false } } },
    plugin: { summarize: { enabled: false } },
  })

/** Moves whose usage is told wrong. */
const misreported = (scene: Scene, moves: readonly ReturnType<typeof read>[], report: Report) =>
  moves.map((reply): Move => ({ tokens, sessionID }: RecordedRequest) => ({
    ...reply,
    usage: { input: report(tokens, scene.main(sessionID).length) },
  }))

const refusals = (scene: Scene, session: string) =>
  scene.journal(session).filter(({ type }) => type === "dispatch_prompt_overflow_terminal")

/** With it a small prompt is over the limit of 60,000. */
const TOP = 53_000

const steps = (count: number) =>
  Array.from({ length: count }, (_, at) => bash(listing(40, `part ${at} of it`)))

describe("a small session with wrong reports goes on, in the same process and in a new one", () => {
  it.each<[string, number, Report]>([
    ["ten times too much at step 1", 128_000, (tokens, step) => (step === 1 ? 10 : 1) * tokens],
    [
      "as much as the context at step 1",
      128_000,
      (tokens, step) => (step === 1 ? 128_000 : tokens),
    ],
    [
      "a hundred times too much at step 5",
      64_000,
      (tokens, step) => (step === 5 ? 100 : 1) * tokens,
    ],
    ["almost the context at step 5", 64_000, (tokens, step) => (step === 5 ? 63_000 : tokens)],
    ["four times too much at every step", 64_000, (tokens) => 4 * tokens],
    ["the whole context at every step", 64_000, () => 64_000],
    ["3,000,000 at every step", 64_000, () => 3_000_000],
    ["1e300 at step 5", 64_000, (tokens, step) => (step === 5 ? 1e300 : tokens)],
    ["a fraction at step 5", 64_000, (tokens, step) => (step === 5 ? tokens + 0.5 : tokens)],
    ["a negative number at step 5", 64_000, (tokens, step) => (step === 5 ? -tokens : tokens)],
  ])("%s", async (_, context, report) => {
    const scene = await open(context)
    const first = await scene.serve()
    const session = await first.createSession()
    const lie = (moves: readonly ReturnType<typeof read>[]) =>
      scene.play(misreported(scene, [...moves, say("Done.")], report))
    lie([])
    expect(await first.prompt(session, "Hello")).toEqual(done)
    await first.stop()
    const second = await scene.serve()
    lie(steps(3))
    expect(await second.prompt(session, "Go")).toEqual(done)
    await second.stop()
    const third = await scene.serve()
    lie(steps(2))
    expect(await third.prompt(session, "And now?")).toEqual(done)
    expect(refusals(scene, session)).toEqual([])
    expect(scene.journal(session).filter(({ type }) => type === "edit")).toEqual([])
    expect(scene.main(session)).toHaveLength(8)
    expect(scene.tooLarge()).toEqual([])
  })
})

describe("a server that adds the same amount to each report", () => {
  it("costs one refused prompt, and none after a restart", async () => {
    const scene = await open(64_000)
    const first = await scene.serve()
    const session = await first.createSession()
    const lie = (moves: readonly ReturnType<typeof read>[]) =>
      scene.play(misreported(scene, [...moves, say("Done.")], (tokens) => tokens + TOP))
    lie([])
    expect(await first.prompt(session, "Hello")).toEqual(done)
    lie([])
    expect(await first.prompt(session, sourceLines("a", 100))).toEqual(done)
    lie([])
    expect(await first.prompt(session, "Go")).not.toEqual(done)
    expect(refusals(scene, session)).toHaveLength(1)
    expect(await first.prompt(session, "And now?")).toEqual(done)
    await first.stop()
    const second = await scene.serve()
    lie(steps(2))
    expect(await second.prompt(session, "Go on")).toEqual(done)
    expect(refusals(scene, session)).toHaveLength(1)
    expect(scene.tooLarge()).toEqual([])
  })
})

const play = async (cut: number) => {
  const scene = await open(64_000)
  const report: Report = (tokens) => Math.min(tokens, cut)
  const reading = tags.map((tag) => read(`${tag}.ts`))
  const first = await scene.serve()
  const session = await first.createSession()
  scene.play(misreported(scene, [...reading, say("Done.")], report))
  expect(await first.prompt(session, "Read all files")).toEqual(done)
  const told = () => first.toasts.filter((text) => text.includes("seems to cut prompts at"))
  await expect.poll(told).toHaveLength(1)
  const text = told()[0] ?? ""
  await first.stop()
  const second = await scene.serve()
  const before = scene.main().length
  scene.play(misreported(scene, [...reading, say("Done.")], report))
  expect(await second.prompt(session, "Read them again")).toEqual(done)
  expect(scene.tooLarge()).toEqual([])
  expect(scene.model.invalid).toEqual([])
  const file = path.join(scene.folder, "models.json")
  const { models } = asRecord(fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, "utf8")) : {})
  const { context } = asRecord(asRecord(models)["scripted/scripted"])
  const later = scene.main().slice(before)
  return { text, context, largest: Math.max(...later.map(({ tokens }) => tokens)) }
}

describe("a server that cuts prompts without saying so", () => {
  it("gets no request over the stated limit, and is told of once", async () => {
    const { text, context } = await play(8_192)
    expect(text).toContain("at 8192 tokens")
    expect(text).toContain("Instructions and tools alone")
    expect(context).toBeUndefined()
  })

  it("gets no larger prompts any more where that leaves room to work", async () => {
    const { text, context, largest } = await play(30_000)
    expect(text).toContain("at 30000 tokens: its reports stay while the prompt grows. Later")
    expect(context).toBe(30_000)
    expect(largest).toBeLessThanOrEqual(30_000)
  })
})
