import { journalOf } from "../builders/sent-request.ts"
import { describe, expect, it } from "vitest"
import { countDraft } from "../../src/session/forecast.ts"
import { emptyJournalState } from "../../src/session/journal-state.ts"
import type { JournalState } from "../../src/session/journal-state.ts"
import { planRequest } from "../../src/session/plan-request.ts"
import type { Plan, PlanSettings } from "../../src/session/plan-request.ts"
import { readPrior } from "../../src/session/read-prior.ts"
import type { Budget } from "../../src/session/budget.ts"
import type { Transcript } from "../../src/session/transcript.ts"
import { budgetWith, testSettings } from "../builders/draft.ts"
import { createTestMeter } from "../builders/meter.ts"
import { recordedTranscript } from "../builders/recorded-session.ts"
import {
  assistant,
  call,
  createTranscript,
  fileLines,
  readOutput,
  text,
  user,
} from "../builders/transcript.ts"
import type { MessageDraft } from "../builders/transcript.ts"

const settings: PlanSettings = {
  ...testSettings,
  dense: "pressure",
  steps: 4,
  auto: true,
  prune: true,
  compact: false,
}

interface PlanOptions {
  readonly budget?: Partial<Budget>
  readonly settings?: Partial<PlanSettings>
  readonly journal?: JournalState
  readonly fruitlessAt?: number | undefined
  readonly others?: number
}

const plan = (transcript: Transcript, options: PlanOptions = {}): Plan => {
  const meter = createTestMeter()
  const { journal = journalOf(transcript) } = options
  const model = transcript.messages[0]?.model
  if (!model) throw new Error("No message")
  return planRequest({
    transcript,
    prior: readPrior({ transcript, model, context: undefined, journal, meter }),
    journal,
    budget: budgetWith(options.budget ?? {}),
    factor: 1,
    overhead: 0,
    system: 0,
    fruitlessAt: options.fruitlessAt,
    others: options.others,
    summaries: undefined,
    settings: { ...settings, ...options.settings },
    meter,
  })
}

const outcome = ({ draft, before, staged, anchor }: Plan) => ({
  before,
  after: draft.forecast.tokens,
  edits: draft.fresh.length,
  staged,
  anchored: anchor !== undefined,
})
const reasonsOf = ({ draft }: Plan) => [...new Set(draft.fresh.map(({ reason }) => reason))]

const recorded = recordedTranscript()
/** What the recorded session comes to by its last report: 17441 tokens. */
const tight = { limit: 17_000, trigger: 15_000, target: 11_000 }

const lines = fileLines("alpha", 400)
const readCall = (name: string) =>
  call("read", { filePath: name }, { output: readOutput(name, lines) })
const read = (name: string): MessageDraft => assistant(readCall(name))
const answered = (message: MessageDraft, prompt: number): MessageDraft => ({
  ...message,
  usage: { prompt, output: 10 },
})

describe("a planned request", () => {
  it("leaves as it is at or under its trigger", () => {
    const calm = plan(recorded)
    const { before } = outcome(calm)
    const edge = plan(recorded, { budget: { limit: before, trigger: before, target: 9 } })
    expect([outcome(calm), outcome(edge)]).toEqual(
      [calm, edge].map(() => ({ before, after: before, edits: 0, staged: false, anchored: true })),
    )
  })

  it("fits without what another plugin is expected to take away behind it", () => {
    const { before } = outcome(plan(recorded))
    const budget = { ...tight, limit: before - 1 }
    const hidden = plan(recorded, { budget, others: -before })
    expect(outcome(hidden)).toEqual(outcome(plan(recorded, { budget })))
    expect(hidden.draft.forecast.tokens).toBeLessThanOrEqual(budget.limit)
  })

  it("counts on it where the request fits in any case", () => {
    const { before } = outcome(plan(recorded))
    const budget = { ...tight, limit: before + 1 }
    expect(outcome(plan(recorded, { budget, others: -before })).staged).toBe(false)
  })

  it("is pruned over its trigger, and forecast with what that saves", () => {
    const calm = plan(recorded)
    const { before } = outcome(calm)
    const planned = plan(recorded, { budget: tight })
    const meter = createTestMeter()
    const saved = countDraft(calm.draft, meter) - countDraft(planned.draft, meter)
    expect(outcome(planned)).toEqual({
      before,
      after: before - saved,
      edits: planned.draft.fresh.length,
      staged: true,
      anchored: true,
    })
  })

  it("is looked at again only when it has grown since nothing was found", () => {
    const transcript = createTranscript(
      user(text("Go")),
      answered(assistant(text(lines.join("\n"))), 9_000),
      user(text("On")),
    )
    const budget = { limit: 60_000, trigger: 8_000, target: 100 }
    const { before } = plan(transcript, { budget })
    const looked = [undefined, before - 399, before - 400].map((fruitlessAt) => {
      const planned = plan(transcript, { budget, fruitlessAt })
      return { staged: planned.staged, fruitlessAt: planned.fruitlessAt }
    })
    expect(looked).toEqual([
      { staged: false, fruitlessAt: before },
      { staged: false, fruitlessAt: before - 399 },
      { staged: false, fruitlessAt: before },
    ])
  })

  it("has its recent outputs shortened only where nothing else brings it under its ceiling", () => {
    const transcript = createTranscript(
      user(text("Go")),
      assistant(readCall("a"), readCall("b"), readCall("c")),
    )
    const roomy = plan(transcript, {
      budget: { limit: 12_000, trigger: 9_000, target: 6_000 },
    })
    const narrow = plan(transcript, {
      budget: { limit: 5_000, trigger: 4_500, target: 3_000 },
    })
    expect({
      roomy: reasonsOf(roomy),
      narrow: reasonsOf(narrow),
      fits: narrow.draft.forecast.tokens <= 5_000,
    }).toEqual({ roomy: ["dense"], narrow: ["dense", "shorten-recent"], fits: true })
  })

  it("names Stage A nowhere where that is skipped, under pressure and behind a refusal", () => {
    const transcript = createTranscript(
      user(text(fileLines("pasted", 9_000).join("\n"))),
      user(text("Go")),
      assistant(readCall("a"), readCall("b"), readCall("c")),
    )
    const { draft } = plan(transcript, {
      budget: { limit: 6_000, trigger: 4_500, target: 3_000 },
      journal: { ...emptyJournalState(), refused: new Set(["m01"]) },
      settings: { prune: false },
    })
    expect(draft.fresh.map(({ reason, stage }) => [reason, stage])).toEqual([
      ["refused-message", "initial"],
      ...draft.fresh.slice(1).map(() => ["shorten-recent", "stage_d_recent"]),
    ])
    expect(draft.fresh.length).toBeGreaterThan(1)
  })

  it.each<[string, Partial<PlanSettings>]>([["auto: false", { auto: false }]])(
    "is only forecast with %s",
    (_, more) => {
      const planned = plan(recorded, { budget: tight, settings: more })
      const { before } = outcome(planned)
      expect(outcome(planned)).toEqual({
        before,
        after: before,
        edits: 0,
        staged: false,
        anchored: true,
      })
    },
  )

  it("replays what was decided before, and adds nothing while there is room", () => {
    const first = plan(recorded, { budget: tight })
    const journal = { ...emptyJournalState(), edits: [...first.draft.edits] }
    const second = plan(recorded, { journal })
    expect({ edits: second.draft.fresh, view: [...second.draft.view.keys()] }).toEqual({
      edits: [],
      view: [...first.draft.view.keys()],
    })
  })

  const grown = createTranscript(
    user(text("Go")),
    answered(read("a"), 100),
    answered(read("b"), 5_000),
  )

  it.each<[string, PlanOptions, string[]]>([
    ["nothing densely before the first batch", {}, []],
    [
      "everything densely on request, also in the first step",
      { settings: { dense: "always" } },
      ["m03p1"],
    ],
    ["nothing densely where that is off", { settings: { dense: "off" } }, []],
    [
      "new outputs densely after the first batch",
      { journal: { ...emptyJournalState(), edits: [earlierEdit()] } },
      ["m03p1"],
    ],
  ])("renders %s", (_, options, parts) => {
    const planned = plan(grown, options)
    expect(planned.draft.fresh.map(({ target }) => target.part)).toEqual(parts)
    expect(planned.staged).toBe(false)
  })

  it("carries a digest in place of a refused message", () => {
    const pasted = fileLines("pasted", 9_000).join("\n")
    const transcript = createTranscript(user(text(pasted)), user(text("Shorter")))
    const journal = { ...emptyJournalState(), refused: new Set(["m01"]) }
    const planned = plan(transcript, { journal })
    expect(reasonsOf(planned)).toEqual(["refused-message"])
    expect(planned.draft.forecast.tokens).toBeLessThan(2_100)
  })
})

function earlierEdit() {
  return {
    target: { message: "m02", part: "m02p9", field: "output" as const },
    source: "0",
    replacement: { kind: "drop" as const },
    stage: "stage_a_prune" as const,
    reason: "old-reasoning" as const,
    before: 50,
    after: 0,
    at: "m02",
  }
}
