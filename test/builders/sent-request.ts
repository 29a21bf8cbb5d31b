import type { JournalRecord } from "../../src/session/events.ts"
import type { JournalState } from "../../src/session/journal-state.ts"
import { emptyJournalState, foldRecord } from "../../src/session/journal-state.ts"
import { createTestMeter } from "./meter.ts"
import type { Transcript } from "../../src/session/transcript.ts"

export const sentRequest = ({
  at,
  forecast,
  counted = forecast,
}: {
  at: string
  forecast: number
  counted?: number
}): Extract<JournalRecord, { type: "request" }> => ({
  type: "request",
  at,
  agent: "build",
  model: "scripted/gpt-scripted",
  forecast,
  limit: 9_000,
  trigger: 8_000,
  before: forecast,
  edits: 0,
  factor: 1,
  journaled: 0,
  system: 0,
  counted,
  ms: 1,
})

/** The records of the requests that the first and the newest answer of a transcript answer. */
export const answeredRequests = ({
  messages,
}: Transcript): readonly Extract<JournalRecord, { type: "request" }>[] => {
  const meter = createTestMeter()
  const countTo = (at: number): number =>
    messages.slice(0, at).reduce((sum, message) => sum + meter.message(message), 0)
  const answers = messages.flatMap(({ usage, summary }, at) =>
    usage && !summary
      ? [{ at: messages[at - 1]?.id ?? "", forecast: usage.prompt, counted: countTo(at) }]
      : [],
  )
  const ends = answers.length > 1 ? [answers.at(0), answers.at(-1)] : answers
  return ends.flatMap((answer) => (answer ? [sentRequest(answer)] : []))
}

/** A journal that knows those requests. */
export const journalOf = (transcript: Transcript): JournalState => {
  const state = emptyJournalState()
  for (const record of answeredRequests(transcript)) foldRecord(state, record)
  return state
}
