import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import type { Edit } from "../../src/session/edit.ts"
import { editRecord, readRecord, recordEdit } from "../../src/session/events.ts"
import { writeLine } from "../../src/session/record-line.ts"
import type { JournalRecord } from "../../src/session/events.ts"
import { emptyJournalState, foldRecord, lookedUpTo } from "../../src/session/journal-state.ts"
import { anyEdit } from "../builders/any-edit.ts"
import { holds } from "../builders/holds.ts"

const edit: JournalRecord = {
  type: "edit",
  message: "m1",
  part: "p1",
  field: "output",
  source: "0123",
  stage: "stage_a_prune",
  reason: "dense",
  before: 20,
  after: 10,
  at: "m9",
  dense: 1,
}
const request: JournalRecord = {
  type: "request",
  at: "m9",
  agent: "build",
  model: "p/m",
  forecast: 10,
  limit: 20,
  trigger: 18,
  before: 12,
  edits: 1,
  factor: 1.1,
  journaled: 1,
  system: 5,
  ms: 3,
}
const summary = {
  type: "summary",
  region: "0123456789abcdef",
  messages: ["m2", "m4"],
  outcome: "accepted",
  awaited: false,
  before: 1_000,
  after: 100,
  prompt: 1_100,
  output: 100,
  ms: 900,
  text: "## Objective",
} as const

const records: readonly JournalRecord[] = [
  edit,
  request,
  { ...request, anchor: "m7", counted: 8 },
  { type: "response", message: "m10", reported: 9, forecast: 10 },
  { type: "effect_alarm", message: "m10", reported: 30, forecast: 10, saved: 5 },
  { type: "dispatch_prompt_overflow_terminal", message: "m11", forecast: 30, limit: 20 },
  {
    type: "void",
    cause: "changed",
    message: "m1",
    part: "p1",
    field: "output",
    decided: "m9",
    at: "m15",
  },
  { type: "native-compaction", how: "queued", at: "m12", user: "m11", forecast: 19 },
  { type: "native-compaction", how: "forced", at: "m12", user: "m13", forecast: 30 },
  { type: "refetch", message: "m16", part: "p16", tool: "read", pruned: "p1" },
  summary,
  {
    type: "summarized",
    region: summary.region,
    removed: 900,
    spent: 1_200,
    rewritten: 400,
    at: "m17",
  },
  { type: "insert", after: "m18", text: "<workflows>", tokens: 6 },
  { type: "fork", origin: "ses_0", at: "m14" },
]

describe("journal records", () => {
  it.each(records.map((record) => [record.type, record] as const))("%s reads back", (_, record) => {
    expect(readRecord(writeLine(record, "ses_1"), "ses_1")).toEqual(record)
  })

  it("fold into what later requests need", () => {
    const state = emptyJournalState()
    for (const record of records) foldRecord(state, record)
    expect(state).toEqual({
      edits: [recordEdit(edit)],
      index: expect.objectContaining({ edits: state.edits }),
      inserts: [{ after: "m18", text: "<workflows>", tokens: 6 }],
      refused: new Set(["m11"]),
      refusals: new Map(),
      forced: new Set(["m13"]),
      queuedAt: "m12",
      sent: new Map([["m9", { counted: 8, system: 5, freed: 0 }]]),
      freed: 0,
      lastRequest: { ...request, anchor: "m7", counted: 8 },
      lastResponse: "m10",
      voided: new Map([["m9@m1/p1/output", "m15"]]),
      forkedAt: "m14",
      refetchedAt: "m16",
      summaries: new Map([["0123456789abcdef", summary]]),
    })
  })

  it("of earlier versions are read, with the stage that they name", () => {
    const old = { ...edit, reason: "shorten-recent", text: "-", dense: undefined } as const
    const line = JSON.stringify({ v: 1, session: "ses_1", ...old })
    expect(readRecord(line, "ses_1")).toMatchObject({
      stage: "stage_a_prune",
      reason: "shorten-recent",
    })
  })

  it.each<[string, readonly JournalRecord[], number]>([
    ["an edit of what a request had carried", [request, { ...edit, message: "m9" }], 10],
    ["an edit of what no request has carried", [request, { ...edit, message: "m91" }], 0],
    ["an edit before the first request", [edit], 0],
  ])("tell what was freed: %s", (_, folded, expected) => {
    const state = emptyJournalState()
    for (const record of folded) foldRecord(state, record)
    expect(state.freed).toBe(expected)
  })

  it.each<[string, readonly JournalRecord[], string | undefined]>([
    ["nothing", [], undefined],
    ["a request", [request], "m9"],
    ["a fork", [{ type: "fork", origin: "ses_0", at: "m14" }], "m14"],
    [
      "a fetch that was seen before a request that did not leave",
      [request, { type: "refetch", message: "m91", part: "p16", tool: "read", pruned: "p1" }],
      "m91",
    ],
  ])("tell how far calls were looked at: %s", (_, folded, expected) => {
    const state = emptyJournalState()
    for (const record of folded) foldRecord(state, record)
    expect(lookedUpTo(state)).toBe(expected)
  })

  it("bring every edit back as it was", () => {
    holds(
      fc.property(anyEdit, (one: Edit) => {
        const record = readRecord(writeLine(editRecord(one), "ses_1"), "ses_1")
        expect(record).toEqual(editRecord(one))
        expect(record?.type === "edit" && recordEdit(record)).toEqual(one)
      }),
    )
  })

  const line = writeLine(edit, "ses_1")

  it.each([
    ["of another session", writeLine(edit, "ses_2")],
    ["of another version", line.replace('"v":1', '"v":2')],
    ["of an unknown type", line.replace('"type":"edit"', '"type":"verdict"')],
    ["of an unknown reason", line.replace('"dense"', '"boredom"')],
    ["with a missing key", line.replace('"source":"0123",', "")],
    ["with a wrong type", line.replace('"before":20', '"before":"20"')],
    ["cut short", line.slice(0, -1)],
    ["that is a list", "[]"],
    ["that is null", "null"],
    ["that is no JSON", "<html>"],
    ["that is empty", ""],
  ])("%s are passed over", (_, text) => {
    expect(readRecord(text, "ses_1")).toBeUndefined()
  })

  it("are passed over or read, whatever a line holds", () => {
    const known = fc.constantFrom(...records)
    const spoilt = fc
      .tuple(
        known,
        fc.dictionary(fc.constantFrom("type", "field", "text", "input", "at"), fc.jsonValue()),
      )
      .map(([record, extra]) => JSON.stringify({ v: 1, session: "ses_1", ...record, ...extra }))
    holds(
      fc.property(fc.oneof(spoilt, fc.json(), fc.string()), (text) => {
        const record = readRecord(text, "ses_1")
        const state = emptyJournalState()
        expect(() => record && foldRecord(state, record)).not.toThrow()
      }),
    )
  })
})
