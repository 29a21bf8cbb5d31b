import { describe, expect, it } from "vitest"
import { DispatchRefusedError } from "../../src/host/dispatch-refused-error.ts"
import type { AskOptions, ChildSessions } from "../../src/host/child-sessions.ts"
import { dispatchAborted } from "../../src/dispatch/prompt/prompt-texts.ts"
import { dispatching, plannedWith, roles } from "../builders/dispatching.ts"
import type { DispatchingOptions } from "../builders/dispatching.ts"
import { testCount } from "../builders/meter.ts"
import { createFakeChildren } from "./fake-children.ts"

const lines = Array.from({ length: 300 }, (_, at) => `Note ${at} of many, for what it is worth.`)
const long = ["Mend the parser.", "Never push to main.", ...lines].join("\n")
const SHORT = "Mend the parser, as the notes say."
const capped = { roles: { ...roles, implementer: { agents: ["coder"], maxInputTokens: 1_400 } } }

type Ask = ChildSessions["ask"]
const shorter: Ask = async () => ({ text: SHORT, prompt: 900, output: 20 })

/** A dispatch whose prompt only the last stage makes fit. */
const open = (ask: Ask = shorter, given: DispatchingOptions = {}) => {
  const asked: AskOptions[] = []
  const scene = dispatching({
    dispatch: capped,
    ...given,
    options: {
      summarize: { enabled: true, timeout: 7_000 },
      prune: false,
      compact: false,
      ...given.options,
    },
  })
  const children = createFakeChildren({
    ask: async (options) => {
      asked.push(options)
      return ask(options)
    },
  })
  Object.assign(scene.runtime, { children })
  scene.session.planned = plannedWith({ used: 1_000 })
  const stages = (): readonly unknown[] =>
    scene.records().flatMap((one) => ("stage" in one ? [one.stage] : []))
  return { ...scene, asked, stages }
}

describe("a task that only the last stage makes fit", () => {
  it("is shortened by the session's model, in a child session, and its constraints stay", async () => {
    const { send, asked, session, stages } = open()
    const prompt = await send("prt_1", long)
    expect(prompt).toContain(SHORT)
    expect(prompt).toContain("Never push to main.")
    expect(stages()).toEqual(["stage_c_llm"])
    expect(asked).toMatchObject([
      {
        parent: "ses_1",
        model: { providerID: "scripted", modelID: "gpt-scripted" },
        timeout: 7_000,
      },
    ])
    expect(asked[0]?.prompt).toMatch(
      /at most \d+ tokens[^]*<constraints>\nNever push to main\.\n<\/constraints>[^]*Note 299 of many/,
    )
    expect(session.rewriting.size).toBe(0)
  })

  it("is asked for at half of what its prompt may have", async () => {
    const { send, asked } = open(shorter, { dispatch: { ...capped, maxOutputTokens: 200 } })
    await send("prt_1", long)
    expect(asked[0]?.prompt).toContain("in at most 600 tokens")
  })

  it("is asked for with the user's words", async () => {
    const { send, asked } = open(shorter, {
      options: { compactionContext: ["Mention ACME."], compactionPromptOverride: "A haiku of it." },
    })
    await send("prt_1", long)
    expect(asked[0]?.prompt).toMatch(/^A haiku of it\.\n\nMention ACME\./)
  })

  it("is shortened by the model of the option, where one is named", async () => {
    const { send, asked } = open(shorter, {
      options: { summarize: { enabled: true, model: "other/small" } },
    })
    await send("prt_1", long)
    expect(asked[0]?.model).toEqual({ providerID: "other", modelID: "small" })
  })
})

describe("a task is shortened by code", () => {
  it.each<[string, Ask, DispatchingOptions]>([
    ["where summaries are switched off", shorter, { options: { summarize: { enabled: false } } }],
    ["where the model does not answer in time", async () => "timeout", {}],
    ["where the model says nothing", async () => ({ text: " ", prompt: 1, output: 1 }), {}],
    [
      "where the model's answer does not fit either",
      async () => ({ text: long, prompt: 1, output: 1 }),
      {},
    ],
  ])("%s", async (_, ask, given) => {
    const { send, stages } = open(ask, given)
    expect(testCount(await send("prt_1", long))).toBeLessThanOrEqual(200)
    expect(stages()).toEqual(["stage_c_fallback"])
  })

  it("where no request of its session is known", async () => {
    const { send, session, asked, stages } = open()
    session.planned = undefined
    await send("prt_1", long)
    expect([asked, stages()]).toEqual([[], ["stage_c_fallback"]])
  })

  it.each<[number, number]>([
    [6_300, 1],
    [4_000, 0],
  ])(
    "where it fills more than three quarters of the model's window of %d tokens",
    async (context, times) => {
      const { send, asked } = open(shorter, { limits: { context, output: 100 } })
      await send("prt_1", long)
      expect(asked).toHaveLength(times)
    },
  )
})

describe("a task that is being shortened", () => {
  it("is not dispatched where the user aborts the turn meanwhile", async () => {
    const scene = open(async ({ signal }) => {
      scene.hooks.idle(scene.session)
      return signal.aborted ? "aborted" : "error"
    })
    const sent = scene.send("prt_1", long)
    await expect(sent).rejects.toThrow(new DispatchRefusedError(dispatchAborted))
    expect([
      scene.session.rewriting.size,
      scene.records(),
      scene.runtime.tasks.runningIn("ses_1"),
    ]).toEqual([0, [], []])
  })
})
