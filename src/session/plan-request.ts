import { appendEdits } from "./append-edits.ts"
import type { Budget } from "./budget.ts"
import type { Draft } from "./draft.ts"
import type { ReasonCode } from "./edit.ts"
import { countMessages, forecastRequest } from "./forecast.ts"
import type { Anchor } from "./forecast.ts"
import { extractInvariants, keepInvariants } from "./invariants.ts"
import { indexOf } from "./journal-state.ts"
import type { JournalState } from "./journal-state.ts"
import type { Inserted } from "./insert.ts"
import type { Meter } from "./meter.ts"
import { compact } from "./compact/compact.ts"
import { FOLD_PRICE } from "./compact/choose-levels.ts"
import { foldSteps } from "./ledger/fold-steps.ts"
import { MIN_BATCH_SHARE, runStages, worthwhile } from "./pipeline.ts"
import { prune, ruleContext } from "./prune.ts"
import type { Stage, StageSettings } from "./stage.ts"
import { digestRefused } from "./refused-messages.ts"
import type { Prior } from "./read-prior.ts"
import { withoutClosedGuidance } from "./rules/closed-guidance.ts"
import type { ClosedGuidance } from "./rules/closed-guidance.ts"
import { denseOutputs } from "./rules/dense-outputs.ts"
import { shortenRecent } from "./shorten-recent.ts"
import type { Region } from "./summary/choose-region.ts"
import { summarize, usableSummary } from "./summary/summarize.ts"
import type { PreparedSummary } from "./summary/summarize.ts"
import { withinBody } from "./within-body.ts"
import { wantedRegion } from "./summary/wanted-region.ts"
import type { SummaryTerms } from "./summary/wanted-region.ts"
import type { Transcript } from "./transcript.ts"

export interface PlanSettings extends StageSettings {
  readonly auto: boolean
  readonly prune: boolean
  readonly compact: boolean
}

export interface PlanInput {
  readonly transcript: Transcript
  readonly prior: Prior
  readonly journal: Readonly<JournalState>
  readonly budget: Budget
  /** The model's context, or its smaller input limit, as configured, tokens; 0 where none is. */
  readonly stated?: number | undefined
  /** Real tokens per counted token. */
  readonly factor: number
  /** Counted tokens of system text and tool schemas. */
  readonly overhead: number
  /** Counted tokens of the system text alone. */
  readonly system: number
  /** Forecast at which the stages last found too little to do, tokens: no need to look again yet. */
  readonly fruitlessAt: number | undefined
  readonly settings: PlanSettings
  readonly inserted?: Inserted | undefined
  /** Counted tokens that other plugins are expected to add behind us, or to take away. */
  readonly others?: number | undefined
  readonly closed?: ClosedGuidance | undefined
  /** Undefined where nothing is to be summarized by a model. */
  readonly summaries: SummaryTerms | undefined
  readonly meter: Meter
}

export interface Plan {
  readonly draft: Draft
  readonly anchor: Anchor | undefined
  /** Tokens before any stage ran. */
  readonly before: number
  /** A stage changed what earlier requests carried. */
  readonly staged: boolean
  /** For the next plan: where the stages last found too little to do. */
  readonly fruitlessAt: number | undefined
  /** Steps that the turn ledger stands in for, because nobody has summarized them yet. */
  readonly wanted: Region | undefined
  /** Without that summary the request stays over the ceiling. */
  readonly isWantedNow: boolean
}

/** Decides what one request is made of: earlier edits replayed, then the stages where needed. */
export function planRequest(input: PlanInput): Plan {
  const { transcript, journal, meter, settings, budget } = input
  const { replayed, anchor } = input.prior
  const settled = settle(input)
  const sent: Draft = {
    transcript,
    budget,
    view: replayed.view,
    edits: replayed.applied,
    fresh: [],
    forecast: { tokens: 0, anchor: anchor?.message.id, factor: input.factor, counted: 0 },
    inserted: input.inserted,
  }
  const cleared = withoutClosedGuidance(sent, input)
  const digested = digestRefused({
    draft: cleared,
    // The host repeats a message that it compacted for, or fails to: the original is in the way.
    refused: new Set([...journal.refused, ...journal.forced]),
    settings,
    meter,
  })
  const mayPrune = settings.auto && settings.prune
  const opened = settled(mayPrune ? renderNewDensely(digested, input) : digested)
  const { others = 0 } = input
  // What another plugin has hidden may come back: then this request has to fit without it.
  if (others < 0 && opened.forecast.tokens - input.factor * others > budget.limit)
    return planRequest({ ...input, others: 0 })
  const fitting = mayPrune ? withinBody({ draft: opened, meter, settings }) : opened
  const start = fitting === opened ? opened : settled(fitting)
  const before = opened.forecast.tokens
  const { tokens } = start.forecast
  const grown = tokens - (input.fruitlessAt ?? -Infinity) >= MIN_BATCH_SHARE * budget.trigger
  if (!settings.auto || tokens <= budget.trigger || (!grown && tokens <= budget.limit))
    return {
      draft: start,
      anchor,
      before,
      staged: start !== opened,
      fruitlessAt: tokens > budget.trigger ? input.fruitlessAt : undefined,
      wanted: undefined,
      isWantedNow: false,
    }

  const run = stageRunner(input, start)
  const light = run(start, lightStages(settings))
  const prepared = preparedSummaries(input)
  const summarized = run(light, [(current) => summarize({ ...current, prepared })])
  const batch = worthwhile(start, run(summarized, heavyStages(settings)))
  const isOverCeiling = batch.forecast.tokens > budget.ceiling
  const wanted =
    light === summarized && light.forecast.tokens > budget.target
      ? wantedOf(input, light, isOverCeiling)
      : undefined
  // Over the ceiling the host would summarize the whole session behind the next answer.
  const draft = isOverCeiling ? settled(shortenRecent({ draft: batch, meter, settings })) : batch
  const isInVain = wanted && leastTokens(input, draft, wanted) > budget.limit
  const staged = draft.fresh.length > opened.fresh.length
  const fruitlessAt = staged ? undefined : tokens
  return {
    draft,
    anchor,
    before,
    staged,
    fruitlessAt,
    wanted: isInVain ? undefined : wanted,
    isWantedNow: isOverCeiling,
  }
}

/** What is left where the shortest summary takes the region's place, tokens. */
const leastTokens = (
  { meter }: PlanInput,
  { forecast, view }: Draft,
  { messages }: Region,
): number => forecast.tokens - forecast.factor * countMessages({ messages, view, meter })

/** Of what comes until the trigger, the share that the light stages will not take away again. */
const LASTING_SHARE = 0.25

/**
 * The region whose summary the next batch will want, so that it can be written before: the one that
 * a batch would want now, with what comes until the trigger.
 */
export function regionAhead(input: PlanInput, { draft }: Plan): Region | undefined {
  const { budget, settings, meter } = input
  if (!settings.auto) return undefined
  const light = stageRunner(input, draft)(draft, lightStages(settings))
  const toCome = Math.max(0, budget.trigger - draft.forecast.tokens)
  const isEnough = light.forecast.tokens + LASTING_SHARE * toCome <= budget.target
  const prepared = preparedSummaries(input)
  return isEnough || usableSummary({ draft: light, meter, settings, prepared })
    ? undefined
    : wantedOf(input, light, false)
}

const preparedSummaries = ({ summaries, journal }: PlanInput): readonly PreparedSummary[] =>
  summaries
    ? [...journal.summaries.values()].flatMap(({ outcome, text, ...summary }) =>
        outcome === "accepted" && text !== undefined ? [{ ...summary, text }] : [],
      )
    : []

const wantedOf = (
  { summaries, journal, meter, settings }: PlanInput,
  draft: Draft,
  needed: boolean,
): Region | undefined =>
  summaries &&
  wantedRegion({ draft, meter, settings, tried: journal.summaries, terms: summaries, needed })

const settle =
  (input: PlanInput) =>
  (draft: Draft): Draft => ({
    ...draft,
    forecast: forecastRequest({
      ...input,
      view: draft.view,
      anchor: input.prior.anchor,
    }),
  })

/** Runs stages on a draft; each keeps what the session cannot go on without. */
function stageRunner(
  input: PlanInput,
  start: Draft,
): (draft: Draft, stages: readonly Stage[]) => Draft {
  const { meter, settings } = input
  const settled = settle(input)
  const invariants = extractInvariants({ draft: start, meter, settings })
  return (draft, stages) =>
    runStages({
      draft,
      stages: stages.map((stage) => (before: Draft) => {
        const after = stage({ draft: before, meter, settings })
        return after === before
          ? before
          : settled(keepInvariants({ invariants, before, after, meter }))
      }),
    })
}

/** What takes little away: it goes before any step is folded. */
const lightStages = (settings: PlanSettings): readonly Stage[] => [
  ...(settings.prune ? [prune] : []),
  ...(settings.compact ? [compactUpTo(FOLD_PRICE)] : []),
]

/**
 * Fold, then compact on: detail that is worth more than the oldest steps goes only after these have
 * become lines.
 */
const heavyStages = (settings: PlanSettings): readonly Stage[] => [
  foldSteps,
  ...(settings.compact ? [compactUpTo(Infinity)] : []),
]

const compactUpTo =
  (maxPrice: number): Stage =>
  (input) =>
    compact({ ...input, maxPrice })

/** What is replaced for want of room it is not. */
const UNPRESSED: ReadonlySet<ReasonCode> = new Set(["refused-message", "closed-guidance"])

/**
 * Outputs that no request has carried yet are rendered densely at once: nothing cached changes.
 * Under `pressure` only after a first batch, so that a session that never fills sees no change.
 */
function renderNewDensely(draft: Draft, { settings, meter, journal }: PlanInput): Draft {
  const { dense } = settings
  const active =
    dense === "always" ||
    (dense === "pressure" && [...indexOf(journal).reasons].some((reason) => !UNPRESSED.has(reason)))
  if (!active) return draft
  const { messages } = draft.transcript
  const answered = messages.findLastIndex(
    (message) => message.usage !== undefined && !message.summary,
  )
  const unsent = { ...draft.transcript, messages: messages.slice(Math.max(0, answered)) }
  const recentStart = unsent.messages.length
  const context = ruleContext({
    draft: { ...draft, transcript: unsent },
    meter,
    settings,
    recentStart,
  })
  return appendEdits({
    draft,
    proposals: denseOutputs(context),
    meter,
    stage: "stage_a_prune",
  })
}
