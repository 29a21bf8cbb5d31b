import { describe, expect, it } from "vitest"
import { createDispatchTool } from "../../src/host/dispatch-tool.ts"
import { planWave } from "../../src/dispatch/wave/plan-wave.ts"
import * as texts from "../../src/dispatch/wave/tool-texts.ts"
import { planText } from "../../src/dispatch/wave/wave-texts.ts"
import { callTool } from "../builders/call-tool.ts"
import { answer, implementerResult, sent, wave } from "../builders/dispatch-records.ts"
import { dispatching, plannedWith } from "../builders/dispatching.ts"

const open = (options: object = {}) => {
  const scene = dispatching({ options })
  const tool = createDispatchTool(scene.runtime)
  return { ...scene, call: (given: Readonly<Record<string, unknown>>) => callTool(tool, given) }
}

describe("the action plan", () => {
  it.each<[string, Readonly<Record<string, unknown>>, number, object]>([
    ["by a number", { count: 6 }, 6, { pattern: "summary" }],
    ["by its tasks", { tasks: ["a", "b", "c"] }, 3, { pattern: "direct", tasks: ["a", "b", "c"] }],
    [
      "by a number that is not that of its tasks",
      { count: 12, tasks: ["a"] },
      12,
      { pattern: "file", tasks: ["a"] },
    ],
    ["by a number and no task", { count: 2, tasks: [] }, 2, { pattern: "direct", tasks: [] }],
  ])(
    "plans %s for an assumed window where nothing was measured, and records it",
    async (_, given, count, planned) => {
      const { call, records } = open({ budget: { fallbackContext: 200_000 } })
      expect(await call({ action: "plan", ...given })).toBe(
        planText(planWave({ count, window: 200_000 })),
      )
      expect(records()).toEqual([
        { type: "wave", at: 1_000, count, isPlanned: true, message: "m9", ...planned },
      ])
    },
  )

  it("plans for the room that its session has", async () => {
    const { call, session, records } = open()
    session.planned = plannedWith({ used: 96_000, limit: 100_000 })
    const text = planText(planWave({ count: 6, window: 100_000, used: 96_000 }))
    expect(await call({ action: "plan", count: 6 })).toBe(text)
    expect(text).toContain("measured")
    expect(records()).toMatchObject([{ pattern: "summary" }])
  })

  it.each<[Readonly<Record<string, unknown>>, string]>([
    [{}, texts.countMissing],
    [{ count: 0 }, texts.countMissing],
    [{ count: 2.5 }, texts.countMissing],
    [{ tasks: [] }, texts.countMissing],
    [{ count: 21 }, planText(planWave({ count: 21, window: 1 }))],
  ])("plans nothing with %j", async (given, refusal) => {
    const { call, records } = open()
    await expect(call({ action: "plan", ...given })).rejects.toThrow(refusal)
    expect(records()).toEqual([])
  })
})

describe("the action synthesis", () => {
  const going = [wave(10, { pattern: "file" }), sent("a"), answer("a"), sent("b")]

  it("is recorded, with what has come back", async () => {
    const { call, session, records } = open()
    session.dispatches.append(going)
    expect(await call({ action: "synthesis", text: "It is the lexer." })).toBe(
      texts.synthesisAnswer({ collected: 1, total: 10 }),
    )
    expect(records().at(-1)).toEqual({
      type: "wave-synthesis",
      at: 1_000,
      text: "It is the lexer.",
    })
  })

  it("is recorded with five hundred tokens, and not with one more", async () => {
    const { call, session, records } = open()
    session.dispatches.append(going)
    await call({ action: "synthesis", text: "x".repeat(2_000) })
    await expect(call({ action: "synthesis", text: "x".repeat(2_001) })).rejects.toThrow(
      texts.synthesisTooLong({ tokens: 501, most: 500 }),
    )
    expect(records()).toHaveLength(going.length + 1)
  })

  it.each<[string, object, readonly ReturnType<typeof wave>[], string]>([
    ["nothing is said", {}, [wave(10)], texts.textMissing],
    ["only spaces are said", { text: " \n" }, [wave(10)], texts.textMissing],
    ["no wave is under way", { text: "So." }, [], texts.noWave],
  ])("is refused where %s", async (_, given, before, refusal) => {
    const { call, session, records } = open()
    session.dispatches.append(before)
    await expect(call({ action: "synthesis", ...given })).rejects.toThrow(refusal)
    expect(records()).toEqual(before)
  })
})

const found = (text: string) => ({ type: "wave-synthesis" as const, at: 1, text })

describe("the action status", () => {
  it("says that nothing was dispatched", async () => {
    expect(await open().call({ action: "status" })).toBe(texts.NO_RUN)
  })

  it("says where each task stands", async () => {
    const { call, session } = open()
    session.dispatches.append([sent("a"), answer("a", { result: implementerResult() })])
    expect(await call({ action: "status" })).toMatch(/7[^]*dispatch_reviewer/)
  })

  it("says what the newest wave has found so far, and nothing of one before", async () => {
    const { call, session } = open()
    session.dispatches.append([
      wave(10),
      found("Of old."),
      wave(10),
      found("First."),
      found("Then."),
    ])
    expect(await call({ action: "status" })).toBe(texts.synthesesText(["First.", "Then."]))
  })

  it("says both where there are both", async () => {
    const { call, session } = open()
    session.dispatches.append([
      wave(10),
      sent("a"),
      answer("a", { result: implementerResult() }),
      { type: "wave-synthesis", at: 1, text: "So." },
    ])
    const status = await call({ action: "status" })
    expect(status).toMatch(/dispatch_reviewer/)
    expect(String(status).endsWith(`\n${texts.synthesesText(["So."])}`)).toBe(true)
  })
})

it.each<[string, Readonly<Record<string, unknown>>]>([
  ["without an action", {}],
  ["with another action", { action: "sail" }],
  ["with a number as text", { action: "plan", count: "six" }],
])("a call of the tool %s is refused with what was expected", async (_, given) => {
  await expect(open().call(given)).rejects.toThrow(texts.invalidDispatchCall("✖ Invalid"))
})
