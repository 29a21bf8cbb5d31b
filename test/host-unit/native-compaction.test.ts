import { describe, expect, it } from "vitest"
import { completeNativeSummary } from "../../src/host/complete-native-summary.ts"
import type { HostMessage } from "../../src/host/decode.ts"
import { fillEmptySummary, fillEmptySummaryIn } from "../../src/host/fill-empty-summary.ts"
import type { HostMessages } from "../../src/host/plan-messages.ts"
import { prepareCompaction } from "../../src/host/prepare-compaction.ts"
import type { Session } from "../../src/host/sessions.ts"
import { createTestRuntime } from "../builders/runtime.ts"

let serial = 0
const model = { providerID: "scripted", modelID: "scripted" }
const message = (
  info: Readonly<Record<string, unknown>>,
  ...parts: readonly Readonly<Record<string, unknown>>[]
): HostMessage => ({
  info: { id: `msg_${String(++serial).padStart(3, "0")}`, sessionID: "ses_1", model, ...info },
  parts: parts.map((part, index) => ({ id: `prt_${serial}_${index}`, ...part })),
})
const said = (text: string, info: object = {}): HostMessage =>
  message({ role: "user", ...info }, { type: "text", text })
const answered = (text: string): HostMessage =>
  message({ role: "assistant" }, { type: "text", text })
const requested = (overrides = {}, id = "msg_request"): HostMessage =>
  message({ id, role: "user" }, { type: "compaction", auto: true, ...overrides })
const summarized = (text: string, overrides = {}): HostMessage =>
  message(
    {
      id: "msg_summary",
      role: "assistant",
      summary: true,
      finish: "stop",
      parentID: "msg_request",
      ...overrides,
    },
    { type: "step-start" },
    ...(text === "" ? [] : [{ type: "text", text }]),
  )

const setUp = (history: readonly HostMessage[] | undefined, options: object = {}) => {
  const { client, ...rest } = createTestRuntime({
    limits: { context: 64_000, output: 4_000 },
    options,
  })
  const runtime = { ...rest, client: { ...client, messages: async () => history } }
  return { runtime, session: runtime.sessions.get("ses_1"), calls: client.calls }
}
const rule = "Task T-9: never push to main."
const work = [
  said(rule),
  answered("Looked."),
  said("Go on.", { id: "msg_go_on" }),
  answered("Went on."),
]

const prepare = async (
  history: readonly HostMessage[] | undefined,
  options: object = {},
  given: { context: string[]; prompt?: string } = { context: [] },
) => {
  const { runtime, session } = setUp(history, options)
  await prepareCompaction(runtime, session, given)
  return { given, session }
}

describe("the prompt of the host's summarizer", () => {
  const override = { compactionPromptOverride: "A haiku.", compactionContext: ["Mention ACME."] }

  it("gets facts and the user's lines behind what others add", async () => {
    const { given } = await prepare(
      [...work, requested()],
      { compactionContext: ["Mention ACME."] },
      { context: ["From another plugin."] },
    )
    expect(given).toEqual({
      context: ["From another plugin.", expect.stringContaining(rule), "Mention ACME."],
    })
  })

  it("keeps all that the host leaves out where it is replaced", async () => {
    const history = [
      ...work,
      requested(),
      summarized("The summary before."),
      said("More."),
      requested({}, "msg_again"),
    ]
    const { given } = await prepare(history, override, { context: ["From another plugin."] })
    const order = ["A haiku.", "The summary before.", "From another plugin.", rule, "Mention ACME."]
    const places = order.map((piece) => given.prompt?.indexOf(piece) ?? -1)
    expect(places).toEqual(places.toSorted((a, b) => a - b))
    expect(places).not.toContain(-1)
  })

  it("keeps it too where another plugin replaces it", async () => {
    const history = [
      ...work,
      requested(),
      summarized("The summary before."),
      said("More."),
      requested({}, "msg_again"),
    ]
    const { given } = await prepare(history, {}, { context: [], prompt: "A limerick." })
    expect(given.prompt).toMatch(/^A limerick\.[^]*The summary before\.[^]*never push/)
  })

  it("is the host's where the history cannot be read", async () => {
    const { given, session } = await prepare(undefined, override)
    expect(given).toEqual({ context: ["Mention ACME."] })
    expect(session.compaction).toBeUndefined()
  })

  it("gets them too where the user has written more meanwhile", async () => {
    const { given, session } = await prepare([...work, requested(), said("And quickly.")])
    expect(given.context.join()).toContain(rule)
    expect(session.compaction?.request.id).toBe("msg_request")
  })

  it("is told what the user wrote, not what the host did in the user's name", async () => {
    const goOn = message(
      { role: "user" },
      { type: "text", synthetic: true, text: "Continue, but never stop." },
    )
    const { given } = await prepare([...work, goOn, requested()])
    expect(given.context.join()).toContain("Go on.")
    expect(given.context.join()).not.toContain("never stop")
  })
})

const complete = async (
  kind: Session["lastKind"],
  ...texts: readonly string[]
): Promise<string[]> => {
  const { runtime, session } = setUp([...work, requested()])
  await prepareCompaction(runtime, session, { context: [] })
  session.lastKind = kind
  return texts.map((text) => {
    const output = { text }
    completeNativeSummary(runtime, session, output)
    return output.text
  })
}

describe("a summary that is written", () => {
  it("is completed once", async () => {
    const [first, second] = await complete("compaction", "One.", "Two.")
    expect(first).toContain(rule)
    expect(second).toBe("Two.")
  })

  it("is not completed by an empty part", async () => {
    const [first, second] = await complete("compaction", "", "Two.")
    expect(first).toBe("")
    expect(second).toContain(rule)
  })

  it("is not taken for an answer", async () => {
    expect(await complete("own", "One.")).toEqual(["One."])
  })
})

const fill = async (history: readonly HostMessage[]) => {
  const { runtime, session, calls } = setUp(history)
  const part = await fillEmptySummary(runtime, session)
  return { text: part?.text, stored: calls.filter((call) => call.startsWith("part of")) }
}

describe("an empty summary", () => {
  it("is filled, and the same by whoever comes second", async () => {
    const history = [...work, requested(), summarized("")]
    const first = await fill(history)
    expect(first.text).toContain("[user] Go on.")
    expect(first.stored).toEqual([`part of msg_summary: ${first.text}`])
    expect(await fill([...history, said("Later.")])).toEqual(first)
  })

  it.each([
    ["none", work],
    [
      "one that failed",
      [...work, requested(), summarized("", { error: { name: "UnknownError" } })],
    ],
    ["one that is not finished", [...work, requested(), summarized("", { finish: undefined })]],
  ])("is not seen in %s", async (_name, history) => {
    expect(await fill(history)).toEqual({ text: undefined, stored: [] })
  })

  it("tells nothing of what stays behind it", async () => {
    const { text } = await fill([
      ...work,
      requested({ tail_start_id: "msg_go_on" }),
      summarized(""),
    ])
    expect(text).toContain("Looked.")
    expect(text).not.toContain("Went on.")
  })

  it("takes over the summary before and what stayed behind that", async () => {
    const before = message(
      { id: "msg_before", role: "user" },
      { type: "compaction", tail_start_id: "msg_go_on" },
    )
    const { text = "" } = await fill([
      ...work,
      before,
      summarized("The summary before.", { id: "msg_old", parentID: "msg_before" }),
      said("More."),
      requested(),
      summarized(""),
    ])
    const pieces = ["The summary before.", "[user] Go on.", "Went on.", "[user] More."]
    expect(pieces.filter((piece) => !text.includes(piece))).toEqual([])
    expect(text).not.toContain("Looked.")
  })

  it("is shown in a request that was built before it was filled", async () => {
    const built = [requested(), summarized(""), said("Go on.")]
    const { runtime, session } = setUp([...work, requested(), summarized("Filled meanwhile.")])
    // oxlint-disable-next-line no-unsafe-type-assertion -- built in the host's shape
    const messages = structuredClone(built) as unknown as HostMessages
    await fillEmptySummaryIn(runtime, session satisfies Session, messages)
    expect(
      messages[1]?.parts.map((part) => (part.type === "text" ? part.text : part.type)),
    ).toEqual(["Filled meanwhile.", "step-start"])
  })
})
