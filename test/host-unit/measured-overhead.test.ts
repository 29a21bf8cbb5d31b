import { describe, expect, it } from "vitest"
import type { HostMessages } from "../../src/host/plan-messages.ts"
import type { JournalRecord } from "../../src/session/events.ts"
import { startFactor } from "../../src/session/model-profile.ts"
import { prompted } from "../builders/host-messages.ts"
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
    expect([gathered.system, gathered.first.overhead]).toEqual([system, overhead])
  })

  const factor = startFactor("gpt-scripted")
  const counted = { at: "m1", model: NAME, tokens: 1_000 }
  it.each<[string, typeof counted | undefined, HostMessages, number | undefined, unknown]>([
    [
      "is what an answer reports above what was counted",
      counted,
      answeredWith(4_000),
      (4_000 - 1_000 * factor) / factor,
      undefined,
    ],
    [
      "is not measured by another model's answer",
      { ...counted, model: "other/one" },
      answeredWith(4_000),
      undefined,
      { ...counted, model: "other/one" },
    ],
    [
      "is not measured by an answer that was there before",
      { ...counted, at: "m3" },
      answeredWith(4_000),
      undefined,
      undefined,
    ],
    ["is not measured before there is an answer", counted, go, undefined, counted],
    [
      "is not measured where nothing was counted",
      undefined,
      answeredWith(4_000),
      undefined,
      undefined,
    ],
  ])("%s", async (_, before, messages, overhead, after) => {
    const { gather, session } = open()
    session.counted = before
    session.journal.append([answeredRequest])
    const { first } = await gather(messages)
    expect(session.overhead?.model).toBe(overhead === undefined ? undefined : NAME)
    expect(first.overhead).toBeCloseTo(overhead ?? 0, 9)
    expect(session.counted).toEqual(after)
  })

  it("of another model says nothing of this one", async () => {
    const { gather, session } = open()
    session.overhead = { model: "other/one", tokens: 9_000 }
    expect((await gather(go)).first.overhead).toBe(1_250)
    session.overhead = { model: NAME, tokens: 2_100 }
    expect((await gather(go)).first.overhead).toBeCloseTo(2_000, 9)
  })
})
