import { appendEdits } from "./append-edits.ts"
import type { Budget } from "./budget.ts"
import type { Draft } from "./draft.ts"
import { forecastRequest } from "./forecast.ts"
import type { Anchor } from "./forecast.ts"
import { extractInvariants, keepInvariants } from "./invariants.ts"
import type { JournalState } from "./journal-state.ts"
import type { Meter } from "./meter.ts"
import { compact } from "./compact/compact.ts"
import { FOLD_PRICE } from "./compact/choose-levels.ts"
import { foldSteps } from "./ledger/fold-steps.ts"
import { MIN_BATCH_SHARE, runStages, worthwhile } from "./pipeline.ts"
import { prune, ruleContext } from "./prune.ts"
import type { Stage, StageSettings } from "./stage.ts"
import { digestRefused } from "./refused-messages.ts"
import type { Prior } from "./read-prior.ts"
import { denseOutputs } from "./rules/dense-outputs.ts"
import { shortenRecent } from "./shorten-recent.ts"
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
  /** Real tokens per counted token. */
  readonly factor: number
  /** Counted tokens of system text and tool schemas. */
  readonly overhead: number
  /** Forecast at which the stages last found too little to do, tokens: no need to look again yet. */
  readonly fruitlessAt: number | undefined
  readonly settings: PlanSettings
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
}

/** Decides what one request is made of: earlier edits replayed, then the stages where needed. */
export function planRequest(input: PlanInput): Plan {
  const { transcript, journal, meter, settings, budget } = input
  const { replayed, anchor } = input.prior
  const settled = (draft: Draft): Draft => ({
    ...draft,
    forecast: forecastRequest({ ...input, view: draft.view, edits: draft.edits, anchor }),
  })
  const sent: Draft = {
    transcript,
    budget,
    view: replayed.view,
    edits: replayed.applied,
    fresh: [],
    forecast: { tokens: 0, anchor: anchor?.message.id, factor: input.factor },
  }
  const digested = digestRefused({
    draft: sent,
    // The host repeats a message that it compacted for, or fails to: the original is in the way.
    refused: new Set([...journal.refused, ...journal.forced]),
    userTokens: settings.userTokens,
    meter,
  })
  const start = settled(
    settings.auto && settings.prune ? renderNewDensely(digested, input) : digested,
  )
  const before = start.forecast.tokens
  const grown = before - (input.fruitlessAt ?? -Infinity) >= MIN_BATCH_SHARE * budget.trigger
  if (!settings.auto || before <= budget.trigger || (!grown && before <= budget.limit))
    return {
      draft: start,
      anchor,
      before,
      staged: false,
      fruitlessAt: before > budget.trigger ? input.fruitlessAt : undefined,
    }

  const invariants = extractInvariants({ draft: start, meter, settings })
  const stages = stagesOf(settings).map((stage) => (current: Draft) => {
    const after = stage({ draft: current, meter, settings })
    return settled(keepInvariants({ invariants, before: current, after, meter }))
  })
  const batch = worthwhile(start, runStages({ draft: start, stages }))
  // Over the ceiling the host would summarize the whole session behind the next answer.
  const draft =
    batch.forecast.tokens > budget.ceiling
      ? settled(shortenRecent({ draft: batch, meter, settings }))
      : batch
  const staged = draft.fresh.length > start.fresh.length
  return { draft, anchor, before, staged, fruitlessAt: staged ? undefined : before }
}

/**
 * Prune, compact, fold: detail that is worth more than the oldest steps goes only after these have
 * become lines.
 */
const stagesOf = (settings: PlanSettings): readonly Stage[] => [
  ...(settings.prune ? [prune] : []),
  ...(settings.compact ? [compactUpTo(FOLD_PRICE)] : []),
  foldSteps,
  ...(settings.compact ? [compactUpTo(Infinity)] : []),
]

const compactUpTo =
  (maxPrice: number): Stage =>
  (input) =>
    compact({ ...input, maxPrice })

/**
 * Outputs that no request has carried yet are rendered densely at once: nothing cached changes.
 * Under `pressure` only after a first batch, so that a session that never fills sees no change.
 */
function renderNewDensely(draft: Draft, { settings, meter, journal }: PlanInput): Draft {
  const { dense } = settings
  const active =
    dense === "always" ||
    (dense === "pressure" && journal.edits.some((edit) => edit.reason !== "refused-message"))
  if (!active) return draft
  const { messages } = draft.transcript
  const answered = messages.findLastIndex(
    (message) => message.usage !== undefined && !message.summary,
  )
  const unsent = new Set(messages.slice(Math.max(0, answered)).map((message) => message.id))
  const context = ruleContext({ draft, meter, settings, recentStart: messages.length })
  const calls = context.calls.filter(({ message }) => unsent.has(message.id))
  return appendEdits({ draft, proposals: denseOutputs({ ...context, calls }), meter })
}
