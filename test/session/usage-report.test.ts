import { describe, expect, it } from "vitest"
import { emptyJournalState, foldRecord } from "../../src/session/journal-state.ts"
import type { Meter } from "../../src/session/meter.ts"
import { readReports } from "../../src/session/usage-report.ts"
import { createTestMeter } from "../builders/meter.ts"
import { sentRequest } from "../builders/sent-request.ts"
import {
  assistant,
  createTranscript,
  reasoning,
  testModel,
  text,
  user,
} from "../builders/transcript.ts"

/** So many prompts with their answers, each thought over for four tokens. */
const session = (answers: number) => {
  const transcript = createTranscript(
    ...Array.from({ length: answers }, (_, at) => [
      user(text("Go on")),
      {
        ...assistant(reasoning("word".repeat(4)), text("Done")),
        usage: { prompt: 100 * at, output: 5 },
      },
    ]).flat(),
  )
  const journal = emptyJournalState()
  for (const { id, role } of transcript.messages)
    if (role === "user") foldRecord(journal, sentRequest({ at: id, forecast: 100 }))
  return { transcript, journal, model: testModel }
}

describe("what a model reported", () => {
  it("is read of its newest 100 requests, oldest first", () => {
    const reports = readReports({ ...session(130), meter: createTestMeter() })
    expect(reports.map(({ reported }) => reported)).toEqual(
      Array.from({ length: 100 }, (_, at) => 100 * (at + 30)),
    )
  })

  it("counts no text before them", () => {
    const meter = createTestMeter()
    const counted = new Set<string>()
    const watched: Meter = {
      ...meter,
      tokens: (part, field) => {
        if (field !== "media") counted.add(part.id)
        return meter.tokens(part, field)
      },
    }
    const given = session(130)
    readReports({ ...given, meter: watched })
    expect(
      given.transcript.messages.findIndex(({ parts }) => parts.some(({ id }) => counted.has(id))),
    ).toBe(61)
  })

  it("knows rather too much than too little that was thought before", () => {
    const [first, second] = readReports({ ...session(130), meter: createTestMeter() })
    expect([first?.thought, (second?.thought ?? 0) - (first?.thought ?? 0)]).toEqual([30 * 8, 4])
  })
})
