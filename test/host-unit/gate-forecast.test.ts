import { describe, expect, it } from "vitest"
import { startFactor } from "../../src/session/model-profile.ts"
import { OVERFLOW_CROWDED } from "../../src/session/crowded-texts.ts"
import { OVERFLOW_TERMINAL } from "../../src/session/texts.ts"
import { gating } from "../builders/gating.ts"
import { prompted, stepped } from "../builders/host-messages.ts"
import { answeredWith, readings } from "../builders/planning.ts"
import { sentRequest } from "../builders/sent-request.ts"

const factor = startFactor("gpt-scripted")
const margin = 1.01
const refused = expect.objectContaining({ name: "PromptOverflowError", message: OVERFLOW_TERMINAL })
const off = { options: { auto: false } }

describe("the last forecast of a request", () => {
  it.each<[string, readonly number[], number]>([
    ["has the system text that was assumed where none was seen", [], 1_250],
    ["has the system text that was seen since", [300], 300],
    ["has the largest of several, as a title is asked for at the same time", [200, 300, 100], 300],
  ])("counted whole %s", async (_, seen, system) => {
    const { send, ask, session, ...scene } = gating()
    await send(readings())
    const counted = scene.counted()
    session.systemSizes = [...seen]
    expect(ask()).toBe("passed")
    expect(session.journal.refresh().lastRequest).toMatchObject({
      forecast: Math.ceil(factor * margin * (counted + system)),
      system,
    })
    expect(session.sentSystem).toBe(system)
  })

  it("counted whole keeps what else stands around the messages", async () => {
    const { send, ask, session, ...scene } = gating({
      client: { toolSchemas: async () => "x".repeat(4_000) },
    })
    await send(readings())
    const counted = scene.counted()
    session.systemSizes = [300]
    ask()
    expect(session.journal.refresh().lastRequest?.forecast).toBe(
      Math.ceil(factor * margin * (counted + 1_000 + 300)),
    )
  })

  it("built on an answer grows by the system text above the one of that answer's request", async () => {
    const { send, ask, session, runtime } = gating()
    const [asked] = session.decode(answeredWith(1_000), {
      sessionID: "ses_1",
      directory: "/",
    }).messages
    const sent = 70 + (asked ? runtime.meter.message(asked) : 0)
    session.journal.append([
      { ...sentRequest({ at: "m1", forecast: 1_000, counted: sent }), system: 70 },
    ])
    session.sentSystem = 120
    await send(answeredWith(1_000))
    const since = session.planned?.plan.draft.transcript.messages.slice(1) ?? []
    const counted = since.reduce((sum, message) => sum + runtime.meter.message(message), 0)
    session.systemSizes = [500]
    expect(ask()).toBe("passed")
    expect(session.journal.refresh().lastRequest).toMatchObject({
      forecast: Math.ceil(1_000 + factor * (margin * counted + 500 - 70)),
      anchor: "m2",
    })
  })

  it("refuses a request that only its system text makes too large", async () => {
    const { send, ask, session } = gating(off)
    await send(readings())
    session.systemSizes = [1_000]
    expect(ask()).toBe("passed")
    await send(readings())
    session.systemSizes = [8_000]
    expect(ask()).toMatchObject({ name: "PromptOverflowError", message: OVERFLOW_CROWDED })
  })
})

describe("a request that passes", () => {
  it("is journaled with all that its report is compared with", async () => {
    const { send, ask, lines, session, counted } = gating()
    await send(readings())
    ask("reviewer")
    const { forecast, before } = {
      forecast: session.planned?.plan.draft.forecast.tokens,
      before: session.planned?.plan.before,
    }
    expect(lines("request")).toEqual([
      {
        type: "request",
        at: "m8",
        agent: "reviewer",
        model: "scripted/gpt-scripted",
        forecast,
        limit: 10_000,
        trigger: 9_000,
        before,
        edits: 0,
        factor,
        journaled: 0,
        system: 1_250,
        counted: 1_250 + counted(),
        ms: 0,
      },
    ])
    expect([lines("native-compaction"), session.planned?.outcome, session.queued]).toEqual([
      [],
      "sent",
      false,
    ])
  })

  it("says how many edits it has made, and how many the journal has", async () => {
    const { send, ask, lines } = gating({
      options: { budget: { trigger: 5_200, target: 5_000 }, protect: { steps: 2 } },
    })
    await send(readings())
    ask()
    await send([...readings(), prompted("m9", "On")])
    ask()
    expect(lines("request")).toMatchObject([
      { edits: 1, journaled: 1 },
      { edits: 0, journaled: 1 },
    ])
  })

  it("ends a row of forced compactions", async () => {
    const { send, ask, session } = gating()
    session.forcedInRow = 1
    await send(readings())
    ask()
    expect(session.forcedInRow).toBe(0)
  })
})

describe("who asks", () => {
  it.each<[string, string, string, boolean]>([
    ["build", "build", "own", false],
    ["compaction", "compaction", "own", false],
    ["summary", "summary", "own", false],
    ["title", "", "own", true],
  ])(
    "is remembered, and ends a compaction that never came: %s",
    async (agent, last, kind, compacting) => {
      const { send, ask, session } = gating()
      await send(readings())
      session.compacting = true
      ask(agent)
      expect([session.lastAgent, session.lastKind, session.compacting]).toEqual([
        last,
        kind,
        compacting,
      ])
    },
  )

  it("is the host's summarizer where a compaction was announced", async () => {
    const { send, ask, session } = gating()
    await send(readings())
    Object.assign(session, { compacting: true, headTokens: 10 })
    expect(ask("compaction")).toBe("passed")
    expect([session.lastKind, session.compacting, session.planned?.outcome]).toEqual([
      "compaction",
      true,
      undefined,
    ])
  })

  it("is refused whatever it asks for where its prompt was", async () => {
    const { send, ask, session, lines } = gating()
    await send([prompted("m1", "Go"), stepped("m2", { text: "Gone." })])
    session.isRefused = true
    expect(ask()).toEqual(refused)
    expect(lines("request")).toEqual([])
  })
})
