import { appendEdits } from "../../src/session/append-edits.ts"
import { finishedCalls } from "../../src/session/call.ts"
import type { Call } from "../../src/session/call.ts"
import type { Draft } from "../../src/session/draft.ts"
import type { Proposal } from "../../src/session/edit.ts"
import { forecastRequest } from "../../src/session/forecast.ts"
import type { Plan, PlanInput } from "../../src/session/plan-request.ts"
import { slotKey } from "../../src/session/transcript.ts"
import type { Message } from "../../src/session/transcript.ts"

/** What the pipeline is compared with: which outputs a simpler method clears before a request. */
export type Planner = (input: PlanInput) => Plan

/** Chooses among the calls whose output still stands, oldest first. */
type Choose = (
  standing: readonly Call[],
  request: { readonly input: PlanInput; readonly draft: Draft },
) => readonly Call[]

/** What the host puts in the place of an output that it clears. */
const CLEARED = "[Old tool result content cleared]"

/** Plans with the forecasts, the journal and the budget that the pipeline has; only the choice is another. */
const clearing =
  (choose: Choose): Planner =>
  (input) => {
    const { transcript, prior, budget, factor, meter } = input
    const { anchor, replayed } = prior
    const settled = (draft: Draft): Draft => ({
      ...draft,
      forecast: forecastRequest({ ...input, view: draft.view, anchor }),
    })
    const start = settled({
      transcript,
      budget,
      view: replayed.view,
      edits: replayed.applied,
      fresh: [],
      forecast: { tokens: 0, anchor: anchor?.message.id, factor, counted: 0 },
    })
    const standing = finishedCalls(transcript).filter(
      ({ message, part }) => !start.view.has(slotKey(message.id, part.id, "output")),
    )
    const proposals = choose(standing, { input, draft: start }).flatMap(cleared)
    const draft = settled(appendEdits({ draft: start, proposals, meter, stage: "stage_a_prune" }))
    const staged = draft.fresh.length > 0
    return {
      draft,
      anchor,
      before: start.forecast.tokens,
      staged,
      fruitlessAt: undefined,
      wanted: undefined,
      isWantedNow: false,
    }
  }

/** An output goes with its attachments, as on the host. */
const cleared = ({ message, part }: Call): readonly Proposal[] => {
  const target = { message: message.id, part: part.id }
  const reason = "old-output"
  return [
    {
      target: { ...target, field: "output" },
      replacement: { kind: "text", text: CLEARED },
      reason,
    },
    ...(part.media.length > 0
      ? [{ target: { ...target, field: "media" }, replacement: { kind: "drop" }, reason } as const]
      : []),
  ]
}

export const noCompaction: Planner = clearing(() => [])

/** On every request, so that each new output clears an old one. */
export const maskAllBut = (count: number): Planner =>
  clearing((standing, { input }) => {
    const newest = new Set(
      finishedCalls(input.transcript)
        .slice(-count)
        .map(({ part }) => part),
    )
    return standing.filter(({ part }) => !newest.has(part))
  })

/** At the trigger, down to the target; the step that was not answered yet stays. */
export const clearOldest: Planner = clearing((standing, { input, draft }) => {
  const { meter, transcript } = input
  const { budget, forecast } = draft
  if (forecast.tokens <= budget.trigger) return []
  let left = (forecast.tokens - budget.target) / forecast.factor
  const replaced = meter.measure(CLEARED).tokens
  return standing.filter(({ part, index }) => {
    if (left <= 0 || index >= transcript.messages.length - 1) return false
    left -= meter.tokens(part, "output") - replaced
    return true
  })
})

/** Tokens as the host estimates them: newest outputs that it protects, and the least it must free. */
const PROTECTED = 40_000
const LEAST = 20_000
const PROTECTED_TOOLS = new Set(["skill"])
const CHARACTERS_PER_TOKEN = 4
const SPARED_TURNS = 2

/**
 * The host's own prune: at the end of a run, so that it shows in the request of the next prompt. It
 * walks back from there and stops at a summary or at what it has cleared before.
 */
export const hostPrune: Planner = clearing((standing, { input }) => {
  const { messages } = input.transcript
  if (messages.at(-1)?.role !== "user") return []
  const ended = messages.slice(0, -1)
  const end = sparedFrom(ended)
  const start = ended.slice(0, end).findLastIndex(({ summary }) => summary) + 1
  const cleanFrom = lastCleared(input, standing)
  let seen = 0
  let freed = 0
  const chosen: Call[] = []
  for (const call of standing.toReversed()) {
    if (call.index >= end) continue
    if (call.index < start || call.index <= cleanFrom) break
    if (call.part.status !== "completed" || PROTECTED_TOOLS.has(call.part.tool)) continue
    const tokens = Math.round(call.part.output.length / CHARACTERS_PER_TOKEN)
    seen += tokens
    if (seen <= PROTECTED) continue
    freed += tokens
    chosen.push(call)
  }
  return freed > LEAST ? chosen : []
})

/** Index of the newest message of which an output was cleared before, or -1. */
const lastCleared = ({ transcript }: PlanInput, standing: readonly Call[]): number => {
  const stands = new Set(standing.map(({ part }) => part))
  return finishedCalls(transcript).findLast(({ part }) => !stands.has(part))?.index ?? -1
}

/** Index of the user message that begins the oldest turn which is spared, or 0. */
const sparedFrom = (messages: readonly Message[]): number =>
  messages.flatMap(({ role }, index) => (role === "user" ? [index] : [])).at(-SPARED_TURNS) ?? 0
