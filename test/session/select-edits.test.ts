import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import type { Edit } from "../../src/session/edit.ts"
import { editRecord } from "../../src/session/events.ts"
import { editKey, emptyJournalState, foldRecord } from "../../src/session/journal-state.ts"
import type { JournalState } from "../../src/session/journal-state.ts"
import { replayEdits } from "../../src/session/replay-edits.ts"
import { selectEdits } from "../../src/session/select-edits.ts"
import type { Transcript } from "../../src/session/transcript.ts"
import { holds } from "../builders/holds.ts"
import { createTestMeter } from "../builders/meter.ts"
import { assistant, call, createTranscript, text, user } from "../builders/transcript.ts"

const meter = createTestMeter()
const digestOf = (content: string): string => meter.measure(content).digest
const output = "alpha beta gamma"
const answered = (content: string) => ({
  ...assistant(call("bash", { command: "ls" }, { output: content })),
  usage: { prompt: 100, output: 5 },
})
const sessionOf = (content = output): Transcript =>
  createTranscript(user(text("Go")), answered(content), user(text("Go on")))
const session = sessionOf()

const edit = (more: Partial<Edit> = {}): Edit => ({
  target: { message: "m02", part: "m02p1", field: "output" },
  source: digestOf(output),
  replacement: { kind: "text", text: "note" },
  stage: "stage_a_prune",
  reason: "dense",
  before: 30,
  after: 9,
  at: "m03",
  ...more,
})
const further = edit({ source: digestOf("note"), replacement: { kind: "text", text: "n" } })

const journalOf = (edits: readonly Edit[]): JournalState => {
  const state = emptyJournalState()
  for (const one of edits) foldRecord(state, editRecord(one))
  return state
}

/** Records what is void now, as a request does. */
const noteVoids = (journal: JournalState, transcript: Transcript, at: string): void => {
  const edits = selectEdits({ transcript, journal, meter })
  const { stale, absent } = replayEdits({ transcript, edits, meter })
  for (const { target, at: decided } of [...stale, ...absent])
    if (!journal.voided.has(editKey(target, decided)))
      foldRecord(journal, { type: "void", cause: "changed", ...target, decided, at })
}

/** How often a request reads any field of edits that are dead for good, or of their targets. */
const readsOf = (dead: readonly Partial<Edit>[], transcript: Transcript): number => {
  const journal = journalOf([edit(), ...dead.map(edit), further])
  noteVoids(journal, transcript, "m01")
  let reads = 0
  for (const one of journal.edits.slice(1, -1))
    for (const counted of [one.target, one])
      for (const [key, value] of Object.entries(counted))
        Object.defineProperty(counted, key, {
          get: () => {
            reads++
            return value
          },
        })
  const edits = selectEdits({ transcript, journal, meter })
  expect(edits).toEqual([edit(), further])
  replayEdits({ transcript, edits, meter })
  return reads
}

describe("edits that are dead for good", () => {
  const many = Array.from({ length: 2_000 }, (_, index) => index)
  it.each<[string, (index: number) => Partial<Edit>]>([
    ["with their request", (index) => ({ at: `m9${index}` })],
    [
      "as its message is gone",
      (index) => ({ target: { message: `m9${index}`, part: "p", field: "output" } }),
    ],
    [
      "as its part is gone",
      (index) => ({ target: { message: "m02", part: `p${index}`, field: "output" } }),
    ],
    [
      "as what stood there has changed",
      (index) => ({
        target: { message: "m02", part: "m02p1", field: "input" },
        source: `${index}`,
      }),
    ],
    [
      "as a message that went with it is gone",
      (index) => ({ target: { message: "m02", part: "", field: "message", also: [`m9${index}`] } }),
    ],
  ])("cost no request more, however many they are: %s", (_, of) => {
    expect(readsOf(many.map(of), session)).toBe(readsOf([of(0)], session))
  })
})

describe("edits that are looked at", () => {
  it("are those that hold again, when what they were made for stands there again", () => {
    const journal = journalOf([edit(), further])
    noteVoids(journal, sessionOf("else"), "m01")
    expect(selectEdits({ transcript: sessionOf("else"), journal, meter })).toEqual([])
    const edits = selectEdits({ transcript: session, journal, meter })
    expect(replayEdits({ transcript: session, edits, meter }).applied).toEqual([edit(), further])
  })

  it("are those that were found void since the newest answer", () => {
    const journal = journalOf([edit()])
    noteVoids(journal, sessionOf("else"), "m03")
    expect(selectEdits({ transcript: sessionOf("else"), journal, meter })).toEqual([edit()])
  })
})

it("an edit of another dense form hides none behind it", () => {
  const older = edit({ replacement: { kind: "dense", version: -1 } })
  const journal = journalOf([older, edit({ at: "m02" })])
  noteVoids(journal, sessionOf("else"), "m01")
  const edits = selectEdits({ transcript: session, journal, meter })
  expect(replayEdits({ transcript: session, edits, meter }).applied).toEqual([edit({ at: "m02" })])
})

const contents = ["alpha", "beta", "gamma", "note", "n"]
const anyContent = fc.constantFrom(...contents)
/** Four messages with two calls each, of which some are gone and some are changed. */
const anySession = fc
  .array(fc.record({ isGone: fc.boolean(), outputs: fc.tuple(anyContent, anyContent) }), {
    minLength: 4,
    maxLength: 4,
  })
  .map((drafts) => {
    const all = createTranscript(
      ...drafts.map(({ outputs }) => ({
        ...assistant(...outputs.map((one) => call("bash", {}, { output: one }))),
        usage: { prompt: 100, output: 5 },
      })),
    )
    return { ...all, messages: all.messages.filter((_, index) => !drafts[index]?.isGone) }
  })
const anyID = fc.constantFrom("m01", "m02", "m03", "m04")
const anyTarget: fc.Arbitrary<Edit["target"]> = fc.oneof(
  fc.record({
    message: anyID,
    part: fc.constantFrom("m01p1", "m02p1", "m02p2", "m03p1", "m04p2"),
    field: fc.constantFrom("output" as const, "input" as const),
  }),
  fc.record({
    message: anyID,
    part: fc.constant("" as const),
    field: fc.constant("message" as const),
    also: fc.uniqueArray(anyID, { maxLength: 1 }),
  }),
)

it("what stands is the same as if each edit was looked at, through undo, redo and changes", () => {
  const anyMade = fc.record({ target: anyTarget, from: anyContent, to: anyContent, at: anyID })
  holds(
    fc.property(
      fc.array(anyMade, { maxLength: 30 }),
      fc.array(fc.tuple(anySession, anyID), { minLength: 1, maxLength: 6 }),
      (made, requests) => {
        const journal = journalOf(
          made.map(({ target, from, to, at }) => {
            const whole = requests[0]?.[0].messages.find(({ id }) => id === target.message)
            const source =
              target.field === "message" && whole ? meter.messageDigest(whole) : digestOf(from)
            return edit({ target, source, at, replacement: { kind: "text", text: to } })
          }),
        )
        for (const [transcript, at] of requests) {
          const edits = selectEdits({ transcript, journal, meter })
          const some = replayEdits({ transcript, edits, meter })
          const all = replayEdits({ transcript, edits: journal.edits, meter })
          const told = ({ view, applied, stale, absent }: typeof all) => ({
            view: [...view].map(([key, { content }]) => [key, content]),
            applied,
            news: [...stale, ...absent].filter(
              (one) => !journal.voided.has(editKey(one.target, one.at)),
            ),
          })
          expect(told(some)).toEqual(told(all))
          noteVoids(journal, transcript, at)
        }
      },
    ),
  )
})
