import { describe, expect, it } from "vitest"
import { fillEmptySummary, fillEmptySummaryIn } from "../../src/host/fill-empty-summary.ts"
import type { HostClient } from "../../src/host/host-client.ts"
import type { HostMessages } from "../../src/host/plan-messages.ts"
import { startFactor } from "../../src/session/model-profile.ts"
import { emptySummaryToast } from "../../src/session/texts.ts"
import { asked, contentOf, prompted, stepped, summarizedAs } from "../builders/host-messages.ts"
import { testCount } from "../builders/meter.ts"
import { createTestRuntime } from "../builders/runtime.ts"

const factor = startFactor("gpt-scripted")
/** Of a limit of 60,000, a seventh less a bit, counted tokens. */
const LEDGER = (0.15 * 60_000) / factor

/** A session whose host has stored this; its summaries are those of a model with such a limit. */
const open = (
  history: HostMessages,
  { client = {}, options = {} }: { client?: Partial<HostClient>; options?: object } = {},
) => {
  const runtime = createTestRuntime({ limits: { context: 64_000, output: 4_000 }, options })
  Object.assign(runtime.client, { messages: async () => history }, client)
  const session = runtime.sessions.get("ses_1")
  return {
    runtime,
    session,
    calls: runtime.client.calls,
    fill: () => fillEmptySummary(runtime, session),
  }
}
const empty = (id = "m9") => summarizedAs(id, "", { parentID: "m8" })
const short = [prompted("m1", "Mend it"), stepped("m2", { text: "Mended." })]
/** More steps than any ledger has room for, each with a line of its own. */
const steps = (count: number): HostMessages =>
  Array.from({ length: count }, (_, at) =>
    stepped(`m${10 + at}`, {
      tool: "bash",
      input: { command: `make part-${at} of the whole work` },
      output: "Made.",
    }),
  )
const linesOf = (text = ""): readonly string[] =>
  text.split("\n").filter((line) => line.includes("make part-"))

const larger = async () => ({ context: 104_000, output: 4_000 })
const unasked = async (): Promise<never> => Promise.reject(new Error("asked"))

describe("an empty summary", () => {
  it("is stored as the first part of its message, and told once", async () => {
    const { fill, calls } = open([
      ...short,
      asked("m8"),
      { ...empty("m9"), info: { ...empty("m9").info, id: "msg_9" } },
    ])
    const part = await fill()
    expect(part).toEqual({
      id: "prt_9",
      sessionID: "ses_1",
      messageID: "msg_9",
      type: "text",
      text: expect.stringMatching(/came back empty[^]*\[user\] Mend it/),
    })
    await fill()
    const stored = `part of msg_9: ${part?.text}`
    expect(calls).toEqual([stored, `warning: ${emptySummaryToast}`, stored])
  })

  it("is not told as filled where the host did not store it, and filled all the same in the request", async () => {
    const { fill, calls } = open([...short, asked("m8"), empty()], {
      client: { setPart: async () => false },
    })
    expect((await fill())?.text).toContain("[user] Mend it")
    expect(calls).toEqual([])
  })

  it("that has a text is given as it is, and nothing is stored", async () => {
    const { fill, calls } = open([...short, asked("m8"), summarizedAs("m9", "All.")])
    expect([(await fill())?.text, calls]).toEqual(["All.", []])
  })

  it.each<[string, HostMessages | undefined]>([
    ["where there is none", short],
    ["where the host does not answer", undefined],
  ])("is nothing %s", async (_, history) => {
    const { fill, calls } = open(short, { client: { messages: async () => history } })
    expect([await fill(), calls]).toEqual([undefined, []])
  })
})

describe("the ledger in its place", () => {
  it("fills its share of the session's limit, and nearly all of that", async () => {
    const { fill } = open([prompted("m1", "Mend it"), ...steps(900), asked("m8"), empty()])
    const text = (await fill())?.text ?? ""
    expect(testCount(text)).toBeLessThanOrEqual(LEDGER)
    expect(testCount(text)).toBeGreaterThan(0.95 * LEDGER)
    // The newest are the ones that stay.
    expect(linesOf(text).at(-1)).toContain("make part-899 ")
  })

  it("is larger where the model is", async () => {
    const history = [prompted("m1", "Mend it"), ...steps(900), asked("m8"), empty()]
    const text = (await open(history, { client: { limits: larger } }).fill())?.text ?? ""
    expect(testCount(text)).toBeGreaterThan(0.95 * ((0.15 * 100_000) / factor))
  })

  it("has a share of the assumed window where the request for it is gone", async () => {
    const options = { budget: { fallbackContext: 20_000 } }
    const { fill } = open([prompted("m1", "Mend it"), ...steps(400), empty()], { options })
    const tokens = testCount((await fill())?.text ?? "")
    expect(tokens).toBeLessThanOrEqual(3_000)
    expect(tokens).toBeGreaterThan(0.95 * 3_000)
  })

  it("gives facts no more than two fifths of its room, and the request two fifths of these", async () => {
    const rules = Array.from({ length: 900 }, (_, at) => `Never touch module ${at} of the many.`)
    const history = [
      prompted("m1", rules.join("\n")),
      ...steps(300),
      prompted("m7", "Then this too, please. ".repeat(3_000)),
      asked("m8"),
      empty(),
    ]
    const { fill } = open(history, { options: { protect: { userTokens: 100_000 } } })
    const text = (await fill())?.text ?? ""
    const facts = text.slice(text.lastIndexOf("\n## "))
    expect(testCount(facts)).toBeLessThanOrEqual(0.4 * LEDGER + 20)
    expect(testCount(facts)).toBeGreaterThan(0.36 * LEDGER)
    const request = facts.slice(facts.indexOf("Then this too"))
    const wanted = request.slice(0, request.lastIndexOf("Then this too") + 22)
    expect(testCount(wanted)).toBeLessThanOrEqual(0.16 * LEDGER)
    expect(testCount(wanted)).toBeGreaterThan(0.12 * LEDGER)
  })

  it.each<[string, HostMessages, readonly string[], readonly string[]]>([
    [
      "tells what was done before it",
      [...steps(3), asked("m8"), empty()],
      ["part-0", "part-1", "part-2"],
      [],
    ],
    [
      "tells nothing of what stays behind it",
      [...steps(3), asked("m8", { tail_start_id: "m12" }), empty()],
      ["part-0", "part-1"],
      ["part-2"],
    ],
    [
      "tells all where the tail begins with a message that is not there",
      [...steps(3), asked("m8", { tail_start_id: "m99" }), empty()],
      ["part-0", "part-1", "part-2"],
      [],
    ],
    [
      "tells nothing from before an earlier summary, but that summary",
      [
        ...steps(2),
        asked("m5"),
        summarizedAs("m6", "What was before.", { parentID: "m5" }),
        ...steps(3).slice(2),
        asked("m8"),
        empty(),
      ],
      ["What was before.", "part-2"],
      ["part-0", "part-1"],
    ],
    [
      "tells what had stayed behind that one",
      [
        ...steps(2),
        asked("m5", { tail_start_id: "m11" }),
        summarizedAs("m6", "What was before.", { parentID: "m5" }),
        ...steps(3).slice(2),
        asked("m8"),
        empty(),
      ],
      ["What was before.", "part-1", "part-2"],
      ["part-0"],
    ],
    [
      "tells nothing of what came after it",
      [...steps(1), asked("m8"), empty(), ...steps(2).slice(1)],
      ["part-0"],
      ["part-1"],
    ],
  ])("%s", async (_, history, told, left) => {
    const text = (await open(history).fill())?.text ?? ""
    expect(told.filter((piece) => !text.includes(piece))).toEqual([])
    expect(
      left.filter((piece) => text.includes(`make ${piece}`) || text.includes(`${piece} of`)),
    ).toEqual([])
  })
})

describe("a request that was built before the summary was filled", () => {
  it("gets the text in the place where it was stored, and no other message does", async () => {
    const history = [...short, asked("m8"), empty()]
    const { runtime, session } = open(history)
    const built = structuredClone([asked("m8"), empty(), prompted("mb", "On")])
    await fillEmptySummaryIn(runtime, session, built)
    expect(Object.entries(contentOf(built))).toEqual([
      ["m9", expect.stringContaining("[user] Mend it")],
      ["mbp1", "On"],
    ])
    expect(built[1]?.parts.map(({ type }) => type)).toEqual(["text", "step-start"])
  })

  it.each<[string, HostMessages]>([
    ["its summary has a text", [asked("m8"), summarizedAs("m9", "All."), prompted("mb", "On")]],
    ["it has no summary", [prompted("mb", "On")]],
  ])("stays as it is, and nobody is asked, where %s", async (_, messages) => {
    const { runtime, session } = open([])
    Object.assign(runtime.client, { messages: unasked })
    const built = structuredClone(messages)
    await fillEmptySummaryIn(runtime, session, built)
    expect(built).toEqual(messages)
  })

  it("stays as it is where the host has nothing to say", async () => {
    const { runtime, session } = open([])
    const built = [asked("m8"), empty(), prompted("mb", "On")]
    await fillEmptySummaryIn(runtime, session, built)
    expect(built).toEqual([asked("m8"), empty(), prompted("mb", "On")])
  })
})
