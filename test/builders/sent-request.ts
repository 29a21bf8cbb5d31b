import type { JournalRecord } from "../../src/session/events.ts"
import type { JournalState } from "../../src/session/journal-state.ts"
import { emptyJournalState, foldRecord } from "../../src/session/journal-state.ts"
import type { Transcript } from "../../src/session/transcript.ts"

export const sentRequest = ({
  at,
  forecast,
}: {
  at: string
  forecast: number
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
  ms: 1,
})

/** The record of the request that the newest answer of a transcript answers. */
export const answeredRequest = ({
  messages,
}: Transcript): Extract<JournalRecord, { type: "request" }> => {
  const answer = messages.findLastIndex(({ usage }) => usage !== undefined)
  return sentRequest({
    at: messages[answer - 1]?.id ?? "",
    forecast: messages[answer]?.usage?.prompt ?? 0,
  })
}

/** A journal that knows that request. */
export const journalOf = (transcript: Transcript): JournalState => {
  const state = emptyJournalState()
  foldRecord(state, answeredRequest(transcript))
  return state
}
