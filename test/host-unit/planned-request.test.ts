import { describe, expect, it } from "vitest"
import { digest } from "../../src/host/digest.ts"
import { METADATA_KEY } from "../../src/host/session-state.ts"
import { prunedToast } from "../../src/session/texts.ts"
import { prompted, stepped } from "../builders/host-messages.ts"
import { fileText, planning, readings, tight } from "../builders/planning.ts"
import { sentRequest } from "../builders/sent-request.ts"

const asked = sentRequest({ at: "m1", forecast: 4_000 })
const answered = (used: number) => [
  prompted("m1", "Go"),
  stepped("m2", { text: "Gone.", used }),
  prompted("m3", "On"),
]

describe("an answer", () => {
  it("is compared once with the forecast of its request", async () => {
    const { send, lines, session } = planning({ options: {} })
    session.journal.append([asked])
    await send(answered(4_100))
    await send([...answered(4_100), stepped("m4", { text: "Again." })])
    expect(lines("response")).toEqual([
      { type: "response", message: "m2", reported: 4_100, forecast: 4_000 },
    ])
    expect(lines("effect_alarm")).toEqual([])
  })

  it("of a request that is not the newest one is compared with none", async () => {
    const { send, lines, session } = planning({ options: {} })
    session.journal.append([sentRequest({ at: "m3", forecast: 4_000 })])
    await send(answered(4_100))
    expect(lines("response")).toEqual([])
  })

  it.each<[string, object, number, readonly object[]]>([
    [
      "raises an alarm where more than half of what was saved shows in no report",
      { before: 6_000, edits: 1 },
      5_001,
      [{ type: "effect_alarm", message: "m2", reported: 5_001, forecast: 4_000, saved: 2_000 }],
    ],
    ["raises none where half of it shows", { before: 6_000, edits: 1 }, 5_000, []],
    ["raises none where little was saved", { before: 4_999, edits: 1 }, 5_001, []],
    ["raises none where nothing was edited", { before: 6_000, edits: 0 }, 5_001, []],
  ])("%s", async (_, more, used, expected) => {
    const { send, lines, session, runtime } = planning({ options: {} })
    session.journal.append([{ ...asked, ...more }])
    await send(answered(used))
    expect(lines("effect_alarm")).toEqual(expected)
    expect(runtime.client.calls.map((call) => call.split(":")[0])).toEqual(
      expected.map(() => "warning"),
    )
  })
})

describe("a call that fetches again what was taken out", () => {
  it("is journaled once, and counted", async () => {
    const { send, lines, runtime } = planning()
    await send(readings())
    const refetched = [
      ...readings(),
      stepped("m9", {
        tool: "recall",
        input: { handle: digest(fileText("alpha")).slice(0, 8) },
        output: "It.",
      }),
    ]
    await send(refetched)
    const line = { type: "refetch", message: "m9", part: "m9p1", tool: "recall", pruned: "m2p1" }
    expect(lines("refetch")).toEqual([line])
    await send([...refetched, prompted("ma", "On")])
    expect(lines("refetch")).toEqual([line])
    await runtime.state.written()
    expect(runtime.client.metadataOf.get("ses_1")).toMatchObject({
      [METADATA_KEY]: { counters: { refetch_count: 1 } },
    })
  })
})

describe("a batch", () => {
  it("is told with what it did, and recorded in the session's facts", async () => {
    const { send, runtime, session } = planning()
    await send(readings())
    await runtime.state.written()
    const { before = 0, draft } = session.planned?.plan ?? {}
    const after = draft?.forecast.tokens ?? 0
    expect(before - after).toBeGreaterThan(1_000)
    expect(runtime.client.calls).toEqual([
      `info: ${prunedToast({ before, after, limit: 10_000, edits: 1 })}`,
    ])
    expect(runtime.client.metadataOf.get("ses_1")).toMatchObject({
      [METADATA_KEY]: {
        session: "ses_1",
        facts: {
          "compaction_stage:stage_a_prune": true,
          compaction_prompt_tokens_before: before,
          compaction_prompt_tokens_after: after,
          compaction_prompt_token_budget: 10_000,
        },
        counters: { compaction_count: 1 },
      },
    })
  })

  it("of the last resort is recorded by that name, and not as Stage A, where that is skipped", async () => {
    const { send, runtime, lines } = planning({
      options: { ...tight, prune: false, protect: { steps: 50, share: 1 } },
      limits: { context: 4_000, output: 500 },
    })
    const output = ["alpha", "beta", "gamma", "delta"].map(fileText).join("\n")
    await send([prompted("m1", "Go"), stepped("m2", { input: { command: "cat" }, output })])
    await runtime.state.written()
    expect(JSON.stringify(lines("edit"))).toContain('"stage":"stage_d_recent"')
    expect(JSON.stringify(lines("edit"))).not.toContain("stage_a_prune")
    const facts = JSON.stringify(runtime.client.metadataOf.get("ses_1"))
    expect(facts).toContain('"compaction_stage:stage_d_recent":true')
    expect(facts).not.toContain("stage_a_prune")
  })

  it("of dense renderings alone is not told; a fork finds the journal by the metadata all the same", async () => {
    const numbered = fileText("alpha")
      .split("\n")
      .map((line, index) => `${index + 1}: ${line}`)
    const output = `<path>/project/alpha.ts</path>\n<type>file</type>\n<content>\n${numbered.join("\n")}\n</content>`
    const messages = [
      prompted("m1", "Go"),
      stepped("m2", { input: { filePath: "/project/alpha.ts" }, output }),
    ]
    const { send, lines, runtime } = planning({ options: { dense: "always" } })
    await send(messages)
    await runtime.state.written()
    const stored = { ...runtime.client.metadataOf.get("ses_1") }
    expect([lines("edit").length, runtime.client.calls, stored]).toEqual([
      1,
      [],
      { [METADATA_KEY]: { version: 1, session: "ses_1", facts: {}, counters: {} } },
    ])
  })
})

describe("the planned request", () => {
  it("is known to the gate, with what it was planned from", async () => {
    const { send, session, runtime } = planning({ options: tight })
    session.systemSizes = [77]
    let now = 1_000
    Object.assign(runtime, { clock: () => (now += 5) })
    await send([...readings(), prompted("m9", "On")])
    const { input, plan, ...rest } = session.planned ?? {}
    expect(rest).toEqual({
      decided: [expect.objectContaining({ type: "edit", message: "m2" })],
      pressing: "none",
      model: { providerID: "scripted", modelID: "gpt-scripted" },
      user: "m9",
      at: "m9",
      system: 1_250,
      overhead: 1_250,
      ms: expect.any(Number),
      outcome: "sent",
    })
    expect([plan?.staged, input?.budget.limit, session.systemSizes, session.fruitlessAt]).toEqual([
      true,
      10_000,
      [],
      undefined,
    ])
    expect(session.planned?.ms).toBeGreaterThan(0)
  })

  it("is none where nobody has asked anything", async () => {
    const { send, session } = planning()
    const messages = [stepped("m1", { text: "Hello." })]
    expect(await send(messages)).toEqual(messages)
    expect(session.planned).toBeUndefined()
  })

  it("lets dispatches wait for room again once the session has room", async () => {
    const { send, session } = planning({ options: {} })
    session.pressing = "done"
    await send([prompted("m1", "Go")])
    expect(session.pressing).toBe("none")
  })

  it("remembers at which size the stages found too little to do", async () => {
    const { send, session } = planning({
      options: { ...tight, prune: false, protect: { steps: 50, share: 1 } },
    })
    await send(readings())
    expect(session.fruitlessAt).toBe(session.planned?.plan.before)
  })
})
