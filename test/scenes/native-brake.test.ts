import { beforeAll, expect, it } from "vitest"
import type { Reply } from "../host/reply.ts"
import { openNativeScene, refusal } from "./native-scene.ts"
import type { NativeScene } from "./native-scene.ts"
import { bash, listing, read, say } from "./tool-work.ts"

const terminal = "dispatch_prompt_overflow_terminal"
const unnamed = refusal("Your input exceeds the context window of this model.")
const named = (context: number): Reply =>
  refusal(`This model's maximum context length is ${context} tokens. Please reduce the prompt.`)
const limit = { context: 64_000, output: 4_000 }

let scene: NativeScene
beforeAll(async () => {
  const names = ["wall", "fence", "mute", "tiny", "silent", "once", "greedy", "steady"]
  scene = await openNativeScene({
    model: { limit, limits: Object.fromEntries(names.map((name) => [name, limit])) },
  })
})

/** A session with two answered prompts, so that the host can compact it. */
const twoTurns = async (): Promise<string> => {
  const session = await scene.served.createSession()
  scene.play([read("a.ts"), say("First.")])
  await scene.served.prompt(session, "First question.")
  scene.play([bash(listing(20)), say("Second.")])
  await scene.served.prompt(session, "Second question.")
  return session
}
const always = (reply: Reply): Reply[] => Array.from({ length: 40 }, () => reply)
/** What was sent since, by kind. */
const since = (session: string, before: number) => {
  const sent = scene.model.requests.slice(before).filter(({ sessionID }) => sessionID === session)
  return {
    main: sent.filter(({ kind }) => kind === "main").length,
    summary: sent.filter(({ kind }) => kind === "summary").length,
  }
}
const ask = async (session: string, model: string, text = "Third question.") => {
  const before = scene.model.requests.length
  const { error, text: answer } = await scene.served.prompt(session, text, model)
  return { error, answer, sent: since(session, before) }
}
const terminals = (session: string) =>
  scene.journal(session).filter(({ type }) => type === terminal).length

it.each([
  ["names a limit for nothing", "wall", named(2_000), { main: 1, summary: 1 }],
  ["names a limit for a summary", "fence", named(8_000), { main: 1, summary: 1 }],
  ["names none", "mute", unnamed, { main: 1, summary: 1 }],
])(
  "a provider that refuses everything and %s is asked once for each kind of request at most",
  async (_name, model, reply, expected) => {
    const session = await twoTurns()
    scene.summarize(() => reply)
    scene.play(always(reply))
    const { error, sent } = await ask(session, model)
    expect(sent).toEqual(expected)
    const { error: next, sent: later } = await ask(session, model, "Once more.")
    expect(later.main + later.summary).toBeLessThanOrEqual(2)
    const overflow = expect.stringMatching(/dispatch_prompt_overflow_terminal|too large to compact/)
    expect([error, next]).toEqual([overflow, overflow])
  },
)

it("a provider that refuses requests with tools, and names a limit under which nothing fits, is asked twice", async () => {
  const session = await twoTurns()
  scene.summarize(() => say("Summarized."))
  scene.play(always(named(8_000)))
  const { error, sent } = await ask(session, "tiny")
  expect(sent).toEqual({ main: 2, summary: 1 })
  expect(error).toContain(terminal)
  expect(terminals(session)).toBe(1)
})

it("a provider that refuses requests with tools, and names no limit, is asked twice", async () => {
  const session = await twoTurns()
  const before = scene.served.toasts.length
  scene.summarize(() => say("Summarized."))
  scene.play(always(unnamed))
  const { error, sent } = await ask(session, "silent")
  expect(sent).toEqual({ main: 2, summary: 1 })
  expect(error).toContain(terminal)
  expect(terminals(session)).toBe(1)
  await expect
    .poll(() =>
      scene.served.toasts.slice(before).filter((toast) => toast.includes("refused this request")),
    )
    .toHaveLength(1)
  // The user may try again, or ask for a compaction.
  await scene.served.compact(session)
  scene.play([say("At last.")])
  expect(await scene.served.prompt(session, "And now?", "silent")).toEqual({
    text: "At last.",
    error: "",
  })
})

it("a provider that refuses once is asked again after a compaction, as often as there is progress", async () => {
  const session = await twoTurns()
  scene.summarize(() => say("Summarized."))
  scene.play([unnamed, read("b.ts"), unnamed, say("Done with it.")])
  const { error, answer, sent } = await ask(session, "once")
  expect({ error, answer, sent }).toEqual({
    error: "",
    answer: "Done with it.",
    sent: { main: 4, summary: 2 },
  })
})

it("compactions that make no room end with the second, and the user is told once", async () => {
  const session = await twoTurns()
  scene.summarize(() => say("Summarized."))
  // Whatever it is sent, it reports a prompt over the host's threshold.
  scene.play(always({ ...bash("echo step"), usage: { input: 63_000 } }))
  const { sent, error } = await ask(session, "greedy")
  expect({ sent, error }).toEqual({ sent: { main: 2, summary: 2 }, error: "" })
  await expect
    .poll(() => scene.served.toasts.filter((toast) => toast.includes("without making room")))
    .toHaveLength(1)
})

it("compactions that make room for one long answer each go on", async () => {
  const session = await twoTurns()
  scene.summarize(() => say("Summarized."))
  const long: Reply = { ...bash("echo step"), usage: { output: 62_000 } }
  scene.play([long, long, say("Done.")])
  const { sent, answer } = await ask(session, "steady")
  expect({ sent, answer }).toEqual({ sent: { main: 3, summary: 2 }, answer: "Done." })
})
