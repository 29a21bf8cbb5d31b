import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import type { HostMessage } from "../../../src/host/decode.ts"
import type { Draft } from "../../../src/session/draft.ts"
import { emptyJournalState } from "../../../src/session/journal-state.ts"
import { planRequest } from "../../../src/session/plan-request.ts"
import type { Plan } from "../../../src/session/plan-request.ts"
import { readPrior } from "../../../src/session/read-prior.ts"
import { replayEdits } from "../../../src/session/replay-edits.ts"
import { chooseRegion } from "../../../src/session/summary/choose-region.ts"
import { USUAL_PRICES } from "../../../src/session/summary/prices.ts"
import { usableSummary } from "../../../src/session/summary/summarize.ts"
import type { PreparedSummary } from "../../../src/session/summary/summarize.ts"
import { anySession } from "../../builders/any-session.ts"
import { applied } from "../../builders/applied.ts"
import type { AppliedMessage } from "../../builders/applied.ts"
import { createDraft, testSettings } from "../../builders/draft.ts"
import { createTestMeter } from "../../builders/meter.ts"
import { decodeMessages, recordedMessages } from "../../builders/recorded-session.ts"
import { oncePerCase, sharedCases } from "../../builders/shared-cases.ts"

const recorded = recordedMessages()
const recordedPrefix = fc
  .integer({ min: 1, max: recorded.length })
  .map((length) => recorded.slice(0, length))
const anyMessages = fc.oneof({ weight: 2, arbitrary: anySession }, recordedPrefix)

/** A session, what of it was there when its first summary was written, and what it is sent with. */
const anyScene = fc.record({
  messages: anyMessages,
  share: fc.double({ min: 0.3, max: 1, noNaN: true }),
  limit: fc.constantFrom(300, 1_000, 3_000, 8_000),
  steps: fc.integer({ min: 1, max: 4 }),
  size: fc.constantFrom(10, 100, 1_000),
})
type Scene = typeof anyScene extends fc.Arbitrary<infer Value> ? Value : never

const budgetOf = (limit: number) => ({
  limit,
  ceiling: Math.floor(0.98 * limit),
  trigger: Math.floor(0.96 * limit),
  target: Math.floor(0.6 * limit),
})
const meter = createTestMeter()

/** The summary that these edits ask for, of so many words. */
const prepare = (
  messages: readonly HostMessage[],
  { limit, size }: Scene,
  edits: Draft["edits"],
): readonly PreparedSummary[] => {
  const transcript = decodeMessages(messages)
  const { view } = replayEdits({ transcript, edits, meter })
  const draft = { ...createDraft(transcript, { meter, budget: budgetOf(limit) }), view }
  const region = chooseRegion({ draft, meter, settings: testSettings })
  return region
    ? [
        {
          messages: region.messages.map(({ id }) => id),
          region: region.digest,
          text: "word ".repeat(size),
        },
      ]
    : []
}

const plan = (
  messages: readonly HostMessage[],
  { limit, steps }: Scene,
  { edits, prepared }: Pick<Draft, "edits"> & { readonly prepared: readonly PreparedSummary[] },
): Plan => {
  const transcript = decodeMessages(messages)
  const summaries = prepared.map((summary) => ({
    ...summary,
    type: "summary" as const,
    outcome: "accepted" as const,
    awaited: false,
    before: 0,
    after: 0,
    prompt: 0,
    output: 0,
    ms: 0,
  }))
  const journal = {
    ...emptyJournalState(),
    edits: [...edits],
    summaries: new Map(summaries.map((summary) => [summary.region, summary])),
  }
  const model = { providerID: "scripted", modelID: "scripted" }
  return planRequest({
    transcript,
    prior: readPrior({ transcript, model, context: undefined, journal, meter }),
    journal,
    budget: { ...budgetOf(limit), reserve: 100, assumed: false },
    factor: 1,
    overhead: 0,
    system: 0,
    fruitlessAt: undefined,
    summaries: {
      payback: 50,
      session: USUAL_PRICES,
      summarizer: USUAL_PRICES,
      arePricesKnown: false,
    },
    settings: { ...testSettings, steps, auto: true, prune: true, compact: true, dense: "off" },
    meter,
  })
}

/** Plans a part of the session with a summary of it, then all of it with one of what came since. */
const planned = oncePerCase((scene: Scene): { readonly first: Plan; readonly second: Plan } => {
  const { messages, share } = scene
  const part = messages.slice(0, Math.ceil(share * messages.length))
  const ahead = prepare(part, scene, [])
  const first = plan(part, scene, { edits: [], prepared: ahead })
  const { edits } = first.draft
  const prepared = [...ahead, ...prepare(messages, scene, edits)]
  return { first, second: plan(messages, scene, { edits, prepared }) }
})

const check = sharedCases(anyScene, 60)

describe("a prepared summary, in any session,", () => {
  it("never makes a request grow", () => {
    check((scene) => {
      const { first, second } = planned(scene)
      expect(first.draft.forecast.tokens).toBeLessThanOrEqual(first.before)
      expect(second.draft.forecast.tokens).toBeLessThanOrEqual(second.before)
    })
  })

  it("never saves less than it says", () => {
    check((scene) => {
      const { fresh } = planned(scene).second.draft
      expect(fresh.filter(({ before, after }) => before <= after)).toEqual([])
    })
  })

  it("leaves what users wrote, where they wrote it", () => {
    check((scene) => {
      const { messages } = scene
      const { draft } = planned(scene).second
      expect(wordsOf(applied(messages, draft.view))).toEqual(wordsOf(applied(messages, new Map())))
    })
  })

  it("stands the same when it is replayed", () => {
    check((scene) => {
      const { messages } = scene
      const { draft } = planned(scene).second
      const {
        view,
        applied: edits,
        stale,
      } = replayEdits({
        transcript: decodeMessages(messages),
        edits: draft.edits,
        meter: createTestMeter(),
      })
      expect({ edits, stale }).toEqual({ edits: draft.edits, stale: [] })
      expect(applied(messages, view)).toEqual(applied(messages, draft.view))
    })
  })

  it("stands once, and whole", () => {
    check((scene) => {
      const { transcript, view } = planned(scene).second.draft
      const texts = [...view.values()].flatMap(({ content, edit }) =>
        content.kind === "text" && edit.target.part === "" ? [edit] : [],
      )
      const silent = transcript.messages.filter(
        ({ id }) => view.get(`${id}//message`)?.content.kind === "drop",
      )
      expect(silent.map(({ id }) => id).toSorted()).toEqual(
        texts
          .flatMap(({ target }) => (target.field === "message" ? (target.also ?? []) : []))
          .toSorted(),
      )
    })
  })

  it("can take the place of the region it was asked for, whatever stands there", () => {
    check((scene) => {
      const { draft } = planned(scene).second
      const settings = { ...testSettings, steps: scene.steps }
      const region = chooseRegion({ draft, meter, settings })
      const prepared = (region ? [region] : []).map(({ messages, digest }) => ({
        messages: messages.map(({ id }) => id),
        region: digest,
        text: "Short.",
      }))
      expect(usableSummary({ draft, meter, settings, prepared })).toEqual(prepared[0])
    })
  })
})

it("summaries stand in the recorded session, one in the place of the other", () => {
  const scene: Scene = { messages: recorded, share: 0.6, limit: 3_000, steps: 1, size: 10 }
  const { first, second } = planned(scene)
  const reasons = [first, second].map(({ draft }) =>
    draft.fresh.filter(({ reason }) => reason === "summarized"),
  )
  expect(reasons.map((edits) => edits.length)).toEqual([1, 1])
  expect(wordsOf(applied(recorded, second.draft.view)).length).toBeGreaterThan(1)
})

const wordsOf = (messages: readonly AppliedMessage[]) =>
  messages.flatMap(({ info, parts }) =>
    info.role === "user"
      ? parts.flatMap((part) =>
          part.type === "text" && !part.synthetic ? [{ message: info.id, text: part.text }] : [],
        )
      : [],
  )
