import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { digest } from "../../src/host/digest.ts"
import type { HostMessage } from "../../src/host/decode.ts"
import { createTokenCounter } from "../../src/host/tokens.ts"
import type { Draft } from "../../src/session/draft.ts"
import { editRecord, readRecord, recordEdit } from "../../src/session/events.ts"
import { writeLine } from "../../src/session/record-line.ts"
import { countMessages } from "../../src/session/forecast.ts"
import { createMeter } from "../../src/session/meter.ts"
import type { Meter } from "../../src/session/meter.ts"
import { prune } from "../../src/session/prune.ts"
import type { StageSettings } from "../../src/session/stage.ts"
import { replayEdits } from "../../src/session/replay-edits.ts"
import type { Edit } from "../../src/session/edit.ts"
import { anySession } from "../builders/any-session.ts"
import { applied, copyMessages } from "../builders/applied.ts"
import type { AppliedMessage } from "../builders/applied.ts"
import { createDraft, testSettings } from "../builders/draft.ts"
import { holds } from "../builders/holds.ts"
import { createTestMeter } from "../builders/meter.ts"
import { decodeMessages, recordedMessages } from "../builders/recorded-session.ts"
import { oncePerCase, sharedCases } from "../builders/shared-cases.ts"

const anySettings: fc.Arbitrary<StageSettings> = fc
  .record({
    dense: fc.constantFrom("always", "off"),
    steps: fc.integer({ min: 1, max: 4 }),
    share: fc.constantFrom(0.01, 1),
  })
  .map((some) => ({ ...testSettings, ...some }))

const recorded = recordedMessages()
const recordedPrefix = fc
  .integer({ min: 1, max: recorded.length })
  .map((length) => recorded.slice(0, length))

/** A generated session, or the recorded one as far as it has come. */
const anyMessages = fc.oneof({ weight: 3, arbitrary: anySession }, recordedPrefix)

interface Case {
  readonly messages: readonly HostMessage[]
  readonly settings: StageSettings
}

interface Pruned {
  readonly draft: Draft
  readonly meter: Meter
}

const prunedAnew = ({ messages, settings }: Case): Pruned => {
  const meter = createTestMeter()
  const draft = createDraft(decodeMessages(messages), { meter })
  return { draft: prune({ draft, meter, settings }), meter }
}
const pruned = oncePerCase(prunedAnew)

/** Edits as another process reads them out of the journal. */
const journaled = (edits: readonly Edit[]): Edit[] =>
  edits.flatMap((edit) => {
    const record = readRecord(writeLine(editRecord(edit), "ses"), "ses")
    return record?.type === "edit" ? [recordEdit(record)] : []
  })

const contents = (view: Draft["view"]) =>
  [...view].map(([key, { content, tokens }]) => ({ key, content, tokens }))

const check = sharedCases<Case>(fc.record({ messages: anyMessages, settings: anySettings }), 60)

describe("Stage A, on any session,", () => {
  it("never makes anything larger, and says what it saves", () => {
    check((one) => {
      const { draft, meter } = pruned(one)
      const before = createDraft(draft.transcript, { meter }).forecast.tokens
      const saved = draft.fresh.reduce((sum, edit) => sum + edit.before - edit.after, 0)
      const all = draft.transcript.messages
      const counted = (view: Draft["view"]) => countMessages({ messages: all, view, meter })
      expect(draft.fresh.filter((edit) => edit.after >= edit.before)).toEqual([])
      expect(draft.forecast.tokens).toBe(Math.max(0, before - saved))
      expect(counted(draft.view)).toBe(counted(new Map()) - saved)
    })
  })

  it("keeps messages, calls with their results, inputs as objects, and what users wrote", () => {
    check((one) => {
      const { messages } = one
      const sent = applied(messages, pruned(one).draft.view)
      expect(sent.map(frameOf)).toEqual(copyMessages(messages).map(frameOf))
    })
  })

  it("leaves no message empty that was not", () => {
    check((one) => {
      const { messages } = one
      const sent = applied(messages, pruned(one).draft.view).map(saysSomething)
      expect(sent).toEqual(copyMessages(messages).map(saysSomething))
    })
  })

  it("decides the same each time", () => {
    check((one) => {
      const again = prunedAnew({ ...one, messages: structuredClone(one.messages) })
      expect(again.draft.fresh).toEqual(pruned(one).draft.fresh)
    })
  })

  it("renders the same from the journal, however the session goes on", () => {
    holds(
      fc.property(anyMessages, anySettings, anySession, (messages, settings, turn) => {
        const { draft } = prunedAnew({ messages, settings })
        const later = turn.map(({ info, parts }, index) => ({
          info: { ...Object(info), id: `msg_zzz${index}` },
          parts,
        }))
        const { view, stale, absent } = replayEdits({
          transcript: decodeMessages([...messages, ...later]),
          edits: journaled(draft.edits),
          meter: createTestMeter(),
        })
        expect({ view: contents(view), stale, absent }).toEqual({
          view: contents(draft.view),
          stale: [],
          absent: [],
        })
      }),
      30,
    )
  })

  it("has nothing to replay on what it has rendered", () => {
    check((one) => {
      const { draft } = pruned(one)
      const sent = applied(one.messages, draft.view)
      const { view } = replayEdits({
        transcript: decodeMessages(sent),
        edits: draft.edits,
        meter: createTestMeter(),
      })
      expect(contents(view)).toEqual([])
    })
  })

  it("does not replace again what it has replaced", () => {
    check((one) => {
      const { draft: first, meter } = pruned(one)
      const second = prune({ draft: { ...first, fresh: [] }, meter, settings: one.settings })
      const replaced = new Set(first.fresh.filter(({ reason }) => reason !== "dense").map(slotOf))
      expect(second.fresh.map(slotOf).filter((slot) => replaced.has(slot))).toEqual([])
    })
  })

  it("puts only what is smaller in place of what was larger", () => {
    check((one) => {
      const { draft, meter } = pruned(one)
      const wrong = [...draft.view.values()].filter(
        ({ content, edit }) => sizeOf(content, meter) !== edit.after || edit.after >= edit.before,
      )
      expect(wrong).toEqual([])
    })
  })
})

describe("Stage A, on the recorded session as it grows,", () => {
  const settings: StageSettings = { ...testSettings, dense: "always", steps: 2 }

  it("sends a prefix that later requests repeat byte for byte", () => {
    const edits: Edit[] = []
    for (let length = 1; length < recorded.length; length++) {
      const messages = recorded.slice(0, length)
      const meter = createTestMeter()
      const transcript = decodeMessages(messages)
      const { view, applied: standing } = replayEdits({
        transcript,
        edits: journaled(edits),
        meter,
      })
      const draft = prune({
        draft: { ...createDraft(transcript, { meter }), view, edits: standing },
        meter,
        settings,
      })
      edits.push(...draft.fresh)
      const next = replayEdits({
        transcript: decodeMessages(recorded.slice(0, length + 1)),
        edits: journaled(edits),
        meter: createTestMeter(),
      })
      const sentNow = applied(messages, draft.view)
      const sentNext = applied(recorded.slice(0, length + 1), next.view).slice(0, length)
      expect(JSON.stringify(sentNext)).toBe(JSON.stringify(sentNow))
    }
    expect(edits.length).toBeGreaterThan(20)
  })

  it("saves by the real tokenizer too, with every edit", async () => {
    const tokens = createTokenCounter({})
    await tokens.ready()
    const meter = createMeter({ count: tokens.count, digest })
    const { fresh } = prune({
      draft: createDraft(decodeMessages(recorded), { meter }),
      meter,
      settings,
    })
    expect(fresh.length).toBeGreaterThan(20)
    expect(fresh.filter((edit) => edit.after >= edit.before)).toEqual([])
  })
})

const slotOf = ({ target }: Edit): string => `${target.part}/${target.field}`

const sizeOf = (content: { kind: string; text?: string; input?: unknown }, meter: Meter): number =>
  content.kind === "drop" ? 0 : meter.measure(content.text ?? JSON.stringify(content.input)).tokens

const saysSomething = ({ parts }: AppliedMessage): boolean =>
  parts.some((part) =>
    part.type === "text" || part.type === "reasoning"
      ? part.text.trim() !== ""
      : part.type === "tool" || part.type === "file",
  )

/** What must stay of a message: its place, its calls, and a user's own words. */
function frameOf({ info, parts }: AppliedMessage) {
  return {
    id: info.id,
    role: info.role,
    calls: parts.flatMap((part) =>
      part.type === "tool"
        ? [
            {
              id: part.id,
              callID: part.callID,
              tool: part.tool,
              status: part.state.status,
              keys: Object.keys(part.state.input),
            },
          ]
        : [],
    ),
    words:
      info.role === "user" ? parts.filter((part) => part.type === "text" && !part.synthetic) : [],
  }
}
