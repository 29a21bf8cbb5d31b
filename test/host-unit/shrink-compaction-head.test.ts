import { describe, expect, it } from "vitest"
import type { HostClient } from "../../src/host/host-client.ts"
import type { HostMessages } from "../../src/host/plan-messages.ts"
import type { PreparedCompaction } from "../../src/host/prepare-compaction.ts"
import { shrinkCompactionHead } from "../../src/host/shrink-compaction-head.ts"
import type { Edit } from "../../src/session/edit.ts"
import { editRecord } from "../../src/session/events.ts"
import { startFactor } from "../../src/session/model-profile.ts"
import { digest } from "../../src/host/digest.ts"
import { closedWorkflow } from "../builders/any-workflow.ts"
import { asked, contentOf, prompted, stepped, summarizedAs } from "../builders/host-messages.ts"
import { fileText, planning, readings } from "../builders/planning.ts"
import { NOTHING_PREPARED } from "../builders/preparing.ts"
import { storeWorkflows } from "../builders/store-workflows.ts"

const factor = startFactor("gpt-scripted")
/** The host's own words, counted tokens. */
const FRAME = 4_000
const words = (name: string, tokens: number): string =>
  Array.from({ length: Math.ceil((4 * tokens) / 20) }, (_, at) => `${name} line ${at} so.\n`).join(
    "",
  )
const tokensOf = (text: string): number => Math.ceil(text.length / 4)

interface Given {
  /** The whole stored session; undefined: the host does not answer. */
  readonly history?: HostMessages | undefined
  readonly head: HostMessages
  readonly limits?: { readonly context: number; readonly output: number }
  readonly options?: object
  readonly client?: Partial<HostClient>
  readonly prepare?: (scene: ReturnType<typeof planning>) => void
}

/** A head as the host's summarizer gets it, and what the session knows of it. */
const shrunk = async ({ history, head, prepare, client, ...given }: Given) => {
  const scene = planning({
    options: {},
    ...given,
    client: { messages: async () => history, ...client },
  })
  const { runtime, session } = scene
  session.compacting = true
  prepare?.(scene)
  const messages = structuredClone(head)
  await shrinkCompactionHead(runtime, session, messages)
  return { ...scene, messages, content: contentOf(messages) }
}
const alone = { prune: false }
const small = { context: 9_000, output: 1_000 }
const head = [
  prompted("m1", "Go"),
  stepped("m2", { text: words("alpha", 3_000) }),
  stepped("m3", { text: words("beta", 3_000) }),
]
const pending = asked("m9")

const replaced = (target: Edit["target"], source: string) =>
  editRecord({
    target,
    source,
    replacement: { kind: "text", text: `[of ${target.message}]` },
    stage: "stage_a_prune",
    reason: "duplicate-output",
    before: 1_000,
    after: 4,
    at: "m8",
  })

describe("the head of a compaction", () => {
  it("is left as it is where it fits, and its size is known", async () => {
    const { messages, session } = await shrunk({
      head,
      history: [...head, pending],
      limits: { context: 21_000, output: 1_000 },
    })
    const counted = head.reduce(
      (sum, { parts }) =>
        sum +
        parts.reduce((all, part) => all + (part.type === "text" ? tokensOf(part.text) : 0), 0),
      0,
    )
    expect(messages).toEqual(head)
    expect([session.compacting, session.planned]).toEqual([false, undefined])
    // What the host writes around three texts.
    const framed = Number(session.headTokens) - factor * (FRAME + counted)
    expect(framed).toBeGreaterThan(3 * 3)
    expect(framed).toBeLessThan(3 * 10)
  })

  it("is cut until it fits the window, and no further", async () => {
    const { content, session } = await shrunk({
      head,
      history: [...head, pending],
      limits: small,
      options: alone,
    })
    expect(session.headTokens).toBeLessThanOrEqual(8_000)
    expect(session.headTokens).toBeGreaterThan(0.95 * 8_000)
    expect(content["m1p1"]).toBe("Go")
    expect(content["m2p1"]).toMatch(/^alpha line 0 so\.[^]*alpha line 599 so\.\s*$/)
  })

  const earlier = words("gamma", 500)
  it.each<[string, HostMessages, number, number]>([
    [
      "an earlier summary, which the host adds",
      [summarizedAs("m0", earlier)],
      0,
      tokensOf(earlier) + 4,
    ],
    ["what was added to the summarizer's prompt", [], 500, 500],
  ])("leaves room for %s", async (_, summary, added, besides) => {
    const given = { head, limits: { context: 21_000, output: 1_000 } }
    const alike = await shrunk({ ...given, history: [...head, pending] })
    const { session } = await shrunk({
      ...given,
      history: [...summary, ...head, pending],
      prepare: ({ session: prepared }) => (prepared.compaction = { ...NOTHING_PREPARED, added }),
    })
    expect(Number(session.headTokens) - Number(alike.session.headTokens)).toBeCloseTo(
      factor * besides,
      -1,
    )
  })

  it.each([
    ["a large window, for a long one", 101_000, 4_000],
    ["a small window, for an eighth of it", 21_000, 20_000 / 8 / factor],
  ])("leaves room for an earlier summary that cannot be read: in %s", async (_, context, room) => {
    const given = { head, limits: { context, output: 1_000 }, options: alone }
    const read = await shrunk({ ...given, history: [...head, pending] })
    const unread = await shrunk({ ...given, history: undefined })
    expect(Number(unread.session.headTokens) - Number(read.session.headTokens)).toBeCloseTo(
      factor * room,
      -1,
    )
  })

  it("is pruned first, by what is redundant in it", async () => {
    const all = readings()
    const { content } = await shrunk({ head: all, history: [...all, pending], options: {} })
    expect(content["m2p1"]).toMatch(/^\[compacted read alpha\.ts/)
    expect(content["m3p1"]).toBe(fileText("alpha"))
  })

  it.each([{ prune: false }, { auto: false }])(
    "is not pruned with the options %j",
    async (options) => {
      const all = readings()
      const { messages } = await shrunk({
        head: all,
        history: [...all, pending],
        options,
        limits: { context: 41_000, output: 1_000 },
      })
      expect(messages).toEqual(all)
    },
  )

  it("has the replaced pieces of earlier requests, but the steps themselves of what was folded", async () => {
    const all = readings()
    const { content } = await shrunk({
      head: all,
      history: [...all, pending],
      options: alone,
      limits: { context: 41_000, output: 1_000 },
      prepare: ({ session }) =>
        session.journal.append([
          replaced({ message: "m4", part: "m4p1", field: "output" }, digest(fileText("beta"))),
          replaced({ message: "m5", part: "", field: "message" }, "any"),
        ]),
    })
    expect([content["m4p1"], content["m5p1"]]).toEqual(["[of m4]", fileText("gamma")])
  })

  it("has nothing of the guidance of workflows that are over", async () => {
    const typed = "Review: mend the parser\n- Never push to main.\n- Always run the tests."
    const told = [prompted("m1", typed), stepped("m2", { text: "Gone." })]
    const record = closedWorkflow({ snapshot: { digest: "d", text: typed } })
    const { content } = await shrunk({
      head: told,
      history: [...told, pending],
      prepare: ({ runtime }) => storeWorkflows(runtime.client, "ses_1", record),
    })
    expect(content["m1p1"]).not.toContain("Never push")
  })
})

describe("the window of a compaction", () => {
  /** Limits by model: whose were taken shows in the size of the head. */
  const windows: Record<string, number> = {
    "gpt-own": 7_000,
    "gpt-asked": 8_000,
    "gpt-scripted": 9_000,
  }
  const client: Partial<HostClient> = {
    limits: async ({ modelID }) => ({ context: windows[modelID] ?? 0, output: 1_000 }),
  }
  const request = prompted("m9", "", { model: { providerID: "scripted", modelID: "gpt-asked" } })
  const askedOf = { ...request, parts: asked("m9").parts }

  it.each<[string, HostMessages | undefined, boolean, number]>([
    ["the host's configuration names", [...head, askedOf], true, 6_000],
    ["the message names that asks for it", [...head, askedOf], false, 7_000],
    ["the newest prompt in it names, where the host does not answer", undefined, false, 8_000],
  ])("is that of the model that %s", async (_, history, isConfigured, most) => {
    const { session, content } = await shrunk({
      head,
      history,
      client,
      options: alone,
      prepare: ({ runtime }) => {
        if (isConfigured) runtime.native.model = { providerID: "scripted", modelID: "gpt-own" }
      },
    })
    expect(session.headTokens).toBeLessThanOrEqual(most)
    expect(session.headTokens).toBeGreaterThan(0.93 * most)
    expect(content["m2p1"]).not.toBe(contentOf(head)["m2p1"])
  })

  it("is the fallback where no model is known", async () => {
    const { runtime } = planning()
    const limit = runtime.config.budget.fallbackContext
    const answers = [stepped("m1", { text: words("alpha", 2 * limit) })]
    const { content, session } = await shrunk({ head: answers, history: undefined, client })
    expect(content["m1p1"]).not.toBe(contentOf(answers)["m1p1"])
    expect(session.headTokens).toBeLessThanOrEqual(limit)
    // Whether it is a head nobody knows then.
    expect(session.unplanned).toBeGreaterThan(limit)
  })
})

describe("what stays behind a compaction", () => {
  const behind = [
    prompted("m4", "Look."),
    stepped("m5", { text: "Looked.", output: "It is there." }),
  ]
  it.each<[string, HostMessages, PreparedCompaction | undefined, readonly string[] | undefined]>([
    [
      "is known with its head",
      [...head, ...behind, pending],
      NOTHING_PREPARED,
      ["Look.", "Looked.", "It is there."],
    ],
    ["is nothing where all is in the head", [...head, pending], NOTHING_PREPARED, []],
    [
      "is the prompt that is repeated where a request did not fit",
      [...head, ...behind, pending],
      { ...NOTHING_PREPARED, request: { ...NOTHING_PREPARED.request, overflow: true } },
      ["Look."],
    ],
    [
      "is not asked for where nothing was prepared",
      [...head, ...behind, pending],
      undefined,
      undefined,
    ],
  ])("%s", async (_, history, prepared, expected) => {
    const { session } = await shrunk({
      head,
      history,
      prepare: ({ session: given }) => (given.compaction = prepared && { ...prepared }),
    })
    expect(session.compaction?.behind).toEqual(expected)
  })
})

it("a turn's request is planned as such where the compaction never came", async () => {
  const all = readings()
  const { session, content } = await shrunk({
    head: all,
    history: [...all, asked("m9"), summarizedAs("ma", "All.", { parentID: "m9" })],
    options: { budget: { trigger: 5_200, target: 5_000 }, protect: { steps: 2 } },
  })
  const { at, decided } = session.planned ?? {}
  expect([at, session.compacting, decided?.map(({ type }) => type)]).toEqual([
    "m8",
    false,
    ["edit"],
  ])
  expect(content["m2p1"]).toMatch(/^\[compacted read alpha/)
})
