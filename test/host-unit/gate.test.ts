import { describe, expect, it } from "vitest"
import { HOST_OVERFLOW } from "../../src/host/overflow-signals.ts"
import { OVERFLOW_CROWDED } from "../../src/session/crowded-texts.ts"
import { OVERFLOW_TERMINAL } from "../../src/session/texts.ts"
import { narrowed, output, plan, withLongNewestStep } from "../builders/planned-session.ts"
import type { Attempt } from "../builders/planned-session.ts"

const passed: Attempt = { outcome: "passed", maxOutputTokens: output }
const limits = narrowed(6_500)
const off = { options: { auto: false } }
/** Tokens of the recorded session's next request, without any stage. */
const forecast = async (): Promise<number> =>
  (await plan(100_000, off)).session.planned?.plan.draft.forecast.tokens ?? 0
const refused = expect.objectContaining({ name: "PromptOverflowError", message: OVERFLOW_TERMINAL })
/** Beside the recorded session's instructions and tools there is no room in 6,500 tokens. */
const crowded = expect.objectContaining({ name: "PromptOverflowError", message: OVERFLOW_CROWDED })

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
    const { attempt, session } = await plan(6_500, { limits })
    expect(attempt().outcome).toBe(HOST_OVERFLOW)
    expect([...session.journal.refresh().forced]).toEqual([session.planned?.user])
  })

  it("asks twice in a row at most, and again after a new prompt", async () => {
    const { attempt, session, again } = await plan(6_500, { limits })
    expect([attempt().outcome, attempt().outcome]).toEqual([HOST_OVERFLOW, HOST_OVERFLOW])
    await again()
    expect(attempt().outcome).toBe(HOST_OVERFLOW)
    session.forcedInRow = 0
    await again()
    expect(attempt().outcome).toBe(HOST_OVERFLOW)
    await again()
    expect(attempt().outcome).toBe(HOST_OVERFLOW)
    await again()
    expect(attempt().outcome).toEqual(crowded)
  })

  it("goes by the count after it has refused on the word of a report alone", async () => {
    const { attempt, session, again } = await plan(6_500, { limits, nativeAuto: false })
    expect(attempt().outcome).toEqual(crowded)
    expect([...session.journal.refresh().refusals.values()]).toEqual([6_500])
    await again()
    expect(attempt().outcome).toBe("passed")
  })

  it("refuses at once where the user switched the host's compaction off", async () => {
    const { attempt } = await plan(6_500, { limits, nativeAuto: false })
    expect(attempt().outcome).toEqual(crowded)
  })

  it("lets the host compact behind a request that is over its ceiling", async () => {
    const options = { summarize: { enabled: false }, budget: { trigger: 0.6, target: 0.5 } }
    const { attempt, calls } = await plan(29_000, { options, messages: withLongNewestStep() })
    const outcome = attempt()
    await Promise.resolve()
    expect([outcome, calls]).toEqual([
      passed,
      [
        expect.stringMatching(/^info: Context was \d+ % full/),
        "compact ses_1",
        expect.stringMatching(/^info: Context is \d+ % full/),
      ],
    ])
  })

  it("lowers the output tokens to what fits beside a prompt at the limit", async () => {
    const { attempt } = await plan(9_000, off)
    expect(attempt("build", { maxOutputTokens: 9_000 }).maxOutputTokens).toBe(2_500)
  })

  it.each(["summary", "compaction", "anything"])(
    "holds an agent that the user calls %s like any other",
    async (agent) => {
      const { attempt } = await plan(1_000, off)
      expect(attempt(agent).outcome).toEqual(refused)
    },
  )

  it.each([
    ["passes at its limit", 1_500, "passed"],
    ["is refused one token above", 1_501, refused],
  ])("a compaction that was announced %s", async (_, headTokens, expected) => {
    const { attempt, session } = await plan(1_000, off)
    session.headTokens = headTokens
    expect(attempt("compaction").outcome).toEqual(expected)
  })

  it.each<[string, number, object]>([
    ["what is too large does not leave", 9_000, refused],
    ["the fault is told, and what is small leaves", 100_000, new Error("broken")],
  ])("where it fails itself, %s", async (_, limit, expected) => {
    const { attempt, runtime } = await plan(limit, off)
    Object.assign(runtime.models, {
      get: () => {
        throw new Error("broken")
      },
    })
    expect(attempt().outcome).toEqual(expected)
  })
})
