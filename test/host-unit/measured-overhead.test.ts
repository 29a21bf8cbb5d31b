import { describe, expect, it } from "vitest"
import type { HostMessages } from "../../src/host/plan-messages.ts"
import type { JournalRecord } from "../../src/session/events.ts"
import { prompted, stepped } from "../builders/host-messages.ts"
import { answeredWith, planning } from "../builders/planning.ts"
import type { PlanningOptions } from "../builders/planning.ts"
import { sentRequest } from "../builders/sent-request.ts"

const NAME = "scripted/gpt-scripted"
const go = [prompted("m1", "Go")]
const answeredRequest = sentRequest({ at: "m1", forecast: 4_000 })
const open = (given: PlanningOptions = {}) => planning({ options: {}, ...given })

describe("what stands around the messages", () => {
  it.each<[string, PlanningOptions, number | undefined, readonly JournalRecord[], number, number]>([
    [
      "is assumed as an eighth of a small window, and no tools where there are none",
      {},
      undefined,
      [],
      1_250,
      1_250,
    ],
    [
      "is assumed as 4,000 of a large one",
      { limits: { context: 101_000, output: 1_000 } },
      undefined,
      [],
      4_000,
      4_000,
    ],
    [
      "is the system text of the last request in the journal, with the tools",
      { client: { toolSchemas: async () => "x".repeat(400) } },
      undefined,
      [{ ...answeredRequest, system: 333 }],
      333,
      433,
    ],
    [
      "is the system text that was sent last",
      {},
      222,
      [{ ...answeredRequest, system: 333 }],
      222,
      222,
    ],
    [
      "has as many tools as an eighth of a small window where the host tells none",
      { client: { toolSchemas: async () => undefined } },
      222,
      [],
      222,
      1_472,
    ],
    [
      "has 6,000 tokens of tools in a large window where the host tells none",
      {
        limits: { context: 101_000, output: 1_000 },
        client: { toolSchemas: async () => undefined },
      },
      222,
      [],
      222,
      6_222,
    ],
  ])("%s", async (_, given, sentSystem, records, system, overhead) => {
    const { gather, session } = open(given)
    session.sentSystem = sentSystem
    session.journal.append(records)
    const gathered = await gather(go)
    expect([gathered.first.system, gathered.first.overhead]).toEqual([system, overhead])
  })

  const long = { text: "word ".repeat(1_000), used: 4_000 }
  const proven: HostMessages = [
    ...go,
    stepped("m2", long),
    prompted("m3", "On"),
    stepped("m4", { text: "So.", used: 5_600 }),
    prompted("m5", "And on"),
  ]
  const requests = [
    { ...sentRequest({ at: "m1", forecast: 4_000, counted: 1_100 }), system: 100 },
    { ...sentRequest({ at: "m3", forecast: 6_000, counted: 2_400 }), system: 100 },
    { ...sentRequest({ at: "m5", forecast: 6_000, counted: 2_500 }), system: 100 },
  ]

  it("is what a report says above what was counted, as soon as another one bears it out", async () => {
    const { gather, session } = open()
    session.journal.append(requests)
    const { factor } = (await gather(proven)).first
    expect(session.overhead).toEqual({ model: NAME, tokens: 4_000 - factor * 1_000 })
    const { first } = await gather([
      ...proven,
      stepped("m6", { text: "So.", used: 5_700 }),
      prompted("m7", "On"),
    ])
    expect(session.overhead).toEqual({ model: NAME, tokens: 5_600 - first.factor * 2_300 })
    expect(first.overhead * first.factor).toBeCloseTo(5_600 - first.factor * 2_300, 9)
  })

  it("is not measured by a single report", async () => {
    const { gather, session } = open()
    session.journal.append([answeredRequest])
    await gather(answeredWith(4_000))
    expect(session.overhead).toBeUndefined()
  })

  it("of another model says nothing of this one", async () => {
    const { gather, session } = open()
    session.overhead = { model: "other/one", tokens: 9_000 }
    expect((await gather(go)).first.overhead).toBe(1_250)
    session.overhead = { model: NAME, tokens: 2_100 }
    expect((await gather(go)).first.overhead).toBeCloseTo(2_000, 9)
  })
})
