import { describe, expect, it } from "vitest"
import type { PreparedCompaction } from "../../src/host/prepare-compaction.ts"
import { startFactor } from "../../src/session/model-profile.ts"
import { OVERFLOW_CROWDED, refusedUnseenToast } from "../../src/session/crowded-texts.ts"
import { OVERFLOW_TERMINAL, refusedAgainToast } from "../../src/session/texts.ts"
import { gating } from "../builders/gating.ts"
import { prompted } from "../builders/host-messages.ts"
import { NOTHING_PREPARED } from "../builders/preparing.ts"

const refused = expect.objectContaining({ name: "PromptOverflowError", message: OVERFLOW_TERMINAL })
const crowded = expect.objectContaining({ name: "PromptOverflowError", message: OVERFLOW_CROWDED })
const factor = startFactor("gpt-scripted")

describe("a request for a title", () => {
  it.each<[string, number | undefined, unknown]>([
    ["that fits passes", 10_000, "passed"],
    ["that does not is refused", 10_001, refused],
    ["whose size nobody knows is refused", undefined, refused],
  ])("%s", (_, tokens, expected) => {
    const { ask, session } = gating()
    session.titleTokens = tokens
    expect(ask("title")).toEqual(expected)
  })

  it("is measured by itself, whatever the session's own request could be", () => {
    const { ask, session } = gating()
    session.titleTokens = 10_000
    session.headTokens = 90_000
    session.unplanned = 90_000
    expect(ask("title")).toBe("passed")
  })
})

/** Tokens that stand around the messages, as the answer to an earlier request has told. */
const overhead = { model: "scripted/gpt-scripted", tokens: 3_000 }
/** What is assumed of tools, an eighth of the window, and a system text of 800. */
const assumed = factor * (1_250 + 800)

describe("a request without a plan", () => {
  it.each<[string, string, object, unknown]>([
    ["passes at its limit", "build", { unplanned: 7_000, overhead }, "passed"],
    ["is refused one token above", "build", { unplanned: 7_001, overhead }, refused],
    [
      "passes with a system text that was seen",
      "build",
      { unplanned: 10_000 - assumed, systemSizes: [20, 800] },
      "passed",
    ],
    [
      "is refused one token above, with a system text that was seen",
      "build",
      { unplanned: 10_001 - assumed, systemSizes: [20, 800] },
      refused,
    ],
    [
      "is refused where its size is not known",
      "build",
      { unplanned: undefined, headTokens: 90_000 },
      refused,
    ],
    ["is refused where its size is no number", "build", { unplanned: NaN }, refused],
    [
      "is measured whatever its agent is called: compaction",
      "compaction",
      { unplanned: 7_001, overhead },
      refused,
    ],
    [
      "is measured whatever its agent is called: summary",
      "summary",
      { unplanned: 7_001, overhead },
      refused,
    ],
    [
      "of the summarizer passes with a head at its limit",
      "compaction",
      { headTokens: 10_000, unplanned: 90_000 },
      "passed",
    ],
    [
      "of the summarizer is refused with one token more",
      "compaction",
      { headTokens: 10_001 },
      refused,
    ],
  ])("%s", (_, agent, state, expected) => {
    const { ask, session } = gating()
    Object.assign(session, state)
    expect(ask(agent)).toEqual(expected)
  })
})

const prepared = (overflow: boolean): PreparedCompaction => ({
  ...NOTHING_PREPARED,
  request: { ...NOTHING_PREPARED.request, overflow },
})
/** A session whose request the provider has refused so often in a row. */
const behindRefusals = async (
  inRow: number,
  overflow: boolean | undefined,
  text = "x".repeat(12_000),
) => {
  const scene = gating()
  await scene.send([prompted("m1", text)])
  const { session } = scene
  session.refused = session.planned
  session.planned = undefined
  session.refusedInRow = inRow
  session.compaction = overflow === undefined ? undefined : prepared(overflow)
  session.headTokens = 0
  return scene
}

describe("an agent of the user's that is called title", () => {
  const long = "x".repeat(44_000)
  it("is held to its window by its plan", async () => {
    const { ask, send } = gating({ options: { auto: false } })
    await send([prompted("m1", long, { agent: "title" })])
    expect(ask("title")).toEqual(refused)
  })

  it("is not what the host asks for a title of another agent's prompt", async () => {
    const { ask, send, session } = gating({ options: { auto: false } })
    await send([prompted("m1", long)])
    session.titleTokens = 10_000
    expect([ask("title"), ask()]).toEqual(["passed", refused])
  })
})

describe("a compaction behind refusals by the provider", () => {
  it.each<[string, number, boolean | undefined, unknown]>([
    ["passes after the first", 1, true, "passed"],
    ["is refused after the second", 2, true, refused],
    ["is refused after the second, though nothing is known of it", 2, undefined, refused],
    ["passes where it was asked for otherwise", 2, false, "passed"],
  ])("%s", async (_, inRow, overflow, expected) => {
    const { ask } = await behindRefusals(inRow, overflow)
    expect(ask("compaction")).toEqual(expected)
  })

  it("is told and recorded once, for the request that was refused", async () => {
    const { ask, session, runtime, lines } = await behindRefusals(2, true)
    const { forecast, budget } = session.refused?.plan.draft ?? {}
    expect([ask("compaction"), ask("compaction")]).toEqual([refused, refused])
    expect(runtime.client.calls).toEqual([`warning: ${refusedAgainToast}`])
    expect(lines("dispatch_prompt_overflow_terminal")).toEqual([
      {
        type: "dispatch_prompt_overflow_terminal",
        message: "m1",
        forecast: forecast?.tokens,
        limit: budget?.limit,
      },
    ])
  })

  it("is refused for the tools where little was asked, once for all such prompts", async () => {
    const { ask, session, runtime, lines, send } = await behindRefusals(2, true, "Go")
    const { forecast, budget } = session.refused?.plan.draft ?? {}
    expect(ask("compaction")).toEqual(crowded)
    await send([prompted("m1", "Go"), prompted("m2", "Go on")])
    session.refused = session.planned
    session.planned = undefined
    session.headTokens = 0
    expect(ask("compaction")).toEqual(crowded)
    const told = refusedUnseenToast({ forecast: forecast?.tokens ?? 0 })
    expect(runtime.client.calls).toEqual([`warning: ${told}`])
    expect(lines("dispatch_prompt_overflow_terminal")).toEqual([
      {
        type: "dispatch_prompt_overflow_terminal",
        message: "m1",
        forecast: forecast?.tokens,
        limit: budget?.limit,
        around: { system: expect.any(Number), tools: 0 },
      },
    ])
    expect([...session.journal.refresh().refused]).toEqual([])
  })

  it("is refused without a word where the refused request is not known", async () => {
    const { ask, session, runtime, lines } = await behindRefusals(2, true)
    session.refused = undefined
    expect(ask("compaction")).toEqual(refused)
    expect([runtime.client.calls, lines("dispatch_prompt_overflow_terminal")]).toEqual([[], []])
  })

  it("is all that is stopped by them", async () => {
    const { ask, session } = await behindRefusals(2, true)
    session.titleTokens = 10_000
    expect(ask("title")).toBe("passed")
  })
})
