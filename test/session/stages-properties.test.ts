import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import type { HostMessage } from "../../src/host/decode.ts"
import { compact } from "../../src/session/compact/compact.ts"
import type { Draft } from "../../src/session/draft.ts"
import { countMessages } from "../../src/session/forecast.ts"
import { extractInvariants, missing } from "../../src/session/invariants.ts"
import { emptyJournalState } from "../../src/session/journal-state.ts"
import { foldSteps } from "../../src/session/ledger/fold-steps.ts"
import { planRequest } from "../../src/session/plan-request.ts"
import type { Plan } from "../../src/session/plan-request.ts"
import { prune } from "../../src/session/prune.ts"
import { readPrior } from "../../src/session/read-prior.ts"
import type { Stage } from "../../src/session/stage.ts"
import { isSent } from "../../src/session/transcript.ts"
import { anySession } from "../builders/any-session.ts"
import { applied } from "../builders/applied.ts"
import type { AppliedMessage } from "../builders/applied.ts"
import { createDraft, testSettings } from "../builders/draft.ts"
import { createTestMeter } from "../builders/meter.ts"
import { decodeMessages, recordedMessages } from "../builders/recorded-session.ts"
import { oncePerCase, sharedCases } from "../builders/shared-cases.ts"

const recorded = recordedMessages()
const recordedPrefix = fc
  .integer({ min: 1, max: recorded.length })
  .map((length) => recorded.slice(0, length))
const anyMessages = fc.oneof({ weight: 2, arbitrary: anySession }, recordedPrefix)
const anyLimit = fc.constantFrom(300, 1_000, 3_000, 8_000)

const budgetOf = (limit: number) => ({
  limit,
  ceiling: Math.floor(0.98 * limit),
  trigger: Math.floor(0.96 * limit),
  target: Math.floor(0.6 * limit),
})

const stages: readonly Stage[] = [
  prune,
  (input) => compact({ ...input, maxPrice: 0.02 }),
  foldSteps,
  (input) => compact({ ...input, maxPrice: Infinity }),
]

interface Case {
  readonly messages: readonly HostMessage[]
  readonly limit: number
}

/** The draft before the first stage and after each. */
const staged = oncePerCase(({ messages, limit }: Case): readonly Draft[] => {
  const meter = createTestMeter()
  const drafts = [createDraft(decodeMessages(messages), { meter, budget: budgetOf(limit) })]
  for (const stage of stages) {
    const draft = drafts.at(-1)
    if (draft) drafts.push(stage({ draft, meter, settings: testSettings }))
  }
  return drafts
})

const planAnew = ({ messages, limit }: Case, edits: Draft["edits"] = []): Plan => {
  const transcript = decodeMessages(messages)
  const meter = createTestMeter()
  const journal = { ...emptyJournalState(), edits: [...edits] }
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
    summaries: undefined,
    settings: { ...testSettings, auto: true, prune: true, compact: true, dense: "pressure" },
    meter,
  })
}

const plan = oncePerCase((one: Case) => planAnew(one))

const check = sharedCases<Case>(fc.record({ messages: anyMessages, limit: anyLimit }), 60)

describe("the stages, on any session,", () => {
  it("never raise the tokens from one to the next", () => {
    check((one) => {
      const meter = createTestMeter()
      const tokens = staged(one).map(({ view, transcript }) =>
        countMessages({ messages: transcript.messages, view, meter }),
      )
      expect(tokens).toEqual(tokens.toSorted((a, b) => b - a))
    })
  })

  it("send no more than they count, and less from one to the next", () => {
    check((one) => {
      const { messages } = one
      const meter = createTestMeter()
      const sizes = staged(one).map(({ view, edits, transcript }) => ({
        // What stands in the place of media joins the output with a line break.
        counted:
          countMessages({ messages: transcript.messages, view, meter }) +
          edits.filter(({ target }) => target.field === "media").length,
        real: countMessages({
          // An empty message is not sent.
          messages: decodeMessages(applied(messages, view)).messages.filter(isSent),
          view: new Map(),
          meter,
        }),
      }))
      expect(sizes.filter(({ counted, real }) => real > counted)).toEqual([])
      const real = sizes.map((size) => size.real)
      expect(real).toEqual(real.toSorted((a, b) => b - a))
    })
  })

  it("decide the same each time", () => {
    check((one) => {
      const again = planAnew({ ...one, messages: structuredClone(one.messages) })
      expect(again.draft.fresh).toEqual(plan(one).draft.fresh)
    })
  })

  it("change nothing on their own result", () => {
    check((one) => {
      const { messages } = one
      const first = plan(one)
      const second = planAnew(one, first.draft.edits)
      expect(second.draft.fresh).toEqual([])
      expect(sent(messages, second.draft)).toEqual(sent(messages, first.draft))
    })
  })

  it("keep what users wrote within the bound, and the latest request", () => {
    check((one) => {
      const { messages } = one
      const { draft } = plan(one)
      expect(wordsOf(applied(messages, draft.view))).toEqual(wordsOf(applied(messages, new Map())))
    })
  })

  it("keep every invariant", () => {
    check((one) => {
      const { messages } = one
      const meter = createTestMeter()
      const before = createDraft(decodeMessages(messages), { meter })
      const { draft } = plan(one)
      const invariants = extractInvariants({ draft: before, meter, settings: testSettings })
      expect(missing(invariants, draft)).toEqual(missing(invariants, before))
    })
  })

  it("leave calls with their results, in whole steps or not at all", () => {
    check((one) => {
      const { messages } = one
      const { draft } = plan(one)
      const all = callsOf(applied(messages, new Map()))
      const folded = new Set(
        draft.edits.flatMap(({ target }) => (target.part === "" ? [target.message] : [])),
      )
      expect(callsOf(applied(messages, draft.view))).toEqual(
        all.filter(({ message }) => !folded.has(message)),
      )
    })
  })

  it("put the lines of folded steps into the user's mouth, in their order", () => {
    check((one) => {
      const { messages } = one
      const { draft } = plan(one)
      const lines = draft.transcript.messages.flatMap(({ id }) => {
        const content = draft.view.get(`${id}//message`)?.content
        return content?.kind === "text" ? [content.text] : []
      })
      const spoken = applied(messages, draft.view)
        .filter(({ info }) => info.role === "user")
        .flatMap(({ parts }) => parts)
        .flatMap((part) => (part.id.endsWith("-ledger") && part.type === "text" ? [part.text] : []))
        .flatMap((text) => text.split("\n"))
      expect(spoken).toEqual(lines)
    })
  })
})

it("the stages all act on the recorded session", () => {
  const { draft } = plan({ messages: recorded, limit: 3_000 })
  expect(new Set(draft.fresh.map(({ stage }) => stage))).toEqual(
    new Set(["stage_a_prune", "stage_b_prompt", "stage_c_fallback"]),
  )
  expect(wordsOf(applied(recorded, draft.view)).length).toBeGreaterThan(1)
})

const sent = (messages: readonly HostMessage[], { view }: Draft): string =>
  JSON.stringify(applied(messages, view))

const wordsOf = (messages: readonly AppliedMessage[]) =>
  messages.flatMap(({ info, parts }) =>
    info.role === "user" ? parts.filter((part) => part.type === "text" && !part.synthetic) : [],
  )

const callsOf = (messages: readonly AppliedMessage[]) =>
  messages.flatMap(({ info, parts }) =>
    parts.flatMap((part) =>
      part.type === "tool"
        ? [{ message: info.id, call: part.callID, keys: Object.keys(part.state.input) }]
        : [],
    ),
  )
