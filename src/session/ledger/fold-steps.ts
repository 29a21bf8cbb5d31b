import { appendEdits } from "../append-edits.ts"
import { newestProtected } from "../compact/newest-protected.ts"
import type { Draft } from "../draft.ts"
import type { Proposal } from "../edit.ts"
import { countPayloads } from "../count-payloads.ts"
import { handleFor } from "../handle.ts"
import { MESSAGE_FRAME } from "../meter.ts"
import { ruleContext } from "../prune.ts"
import { recentWindowStart } from "../recent-window.ts"
import type { StageInput } from "../stage.ts"
import { WHOLE_MESSAGE } from "../transcript.ts"
import { describeStep } from "./describe-step.ts"
import { foldableRuns } from "./foldable-runs.ts"
import { ledgerEntry } from "./ledger-entry.ts"

/**
 * The turn ledger, Stage C without a model: the oldest steps become one line each until the target
 * is reached. What the user said stays where it is.
 */
export function foldSteps({ draft, meter, settings }: StageInput): Draft {
  const { transcript, view, forecast, budget } = draft
  const recentStart = recentWindowStart({ draft, meter, settings })
  const context = ruleContext({ draft, meter, settings, recentStart })
  const kept = newestProtected(context)
  let left = (forecast.tokens - budget.target) / forecast.factor
  const proposals: Proposal[] = []
  for (const run of foldableRuns({ context, view, kept })) {
    if (left <= 0) break
    const folds = run.map((message) => {
      const line = ledgerEntry({
        message,
        what: describeStep(message, transcript.directory),
        handle: handleFor(settings, meter.messageDigest(message), WHOLE_MESSAGE),
        meter,
        tokens: settings.userTokens,
      })
      const saving =
        countPayloads({ message, view, meter }) - meter.measure(line).tokens - MESSAGE_FRAME
      return { message, line, saving }
    })
    // A run goes whole or not at all.
    if (folds.some(({ saving }) => saving <= 0)) continue
    for (const { message, line, saving } of folds) {
      left -= saving
      proposals.push({
        target: { message: message.id, part: "", field: WHOLE_MESSAGE },
        replacement: { kind: "text", text: line },
        reason: "folded-step",
      })
    }
  }
  return appendEdits({ draft, proposals, meter, stage: "stage_c_fallback" })
}
