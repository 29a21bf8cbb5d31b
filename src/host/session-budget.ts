import { hostOutput, resolveBudget } from "../session/budget.ts"
import type { Budget, ModelLimits } from "../session/budget.ts"
import { unknownLimitToast } from "../session/texts.ts"
import type { ModelRef, Transcript } from "../session/transcript.ts"
import { matchesPattern } from "../session/matches-pattern.ts"
import { modelName } from "../session/transcript.ts"
import type { Runtime } from "./runtime.ts"

/** An answer of this many tokens is expected where nothing is known, and never more than this share. */
const DEFAULT_ANSWER = 1_000
const MAX_ANSWER_SHARE = 0.1
/** Answers looked at. */
const RECENT_ANSWERS = 8

export interface BudgetRequest {
  readonly model: ModelRef
  readonly limits: ModelLimits | undefined
  readonly transcript: Transcript
  /** Output tokens the request asks for, where it is known already. */
  readonly requestedOutput?: number | undefined
}

/** The budget of one request, from the model's limits, the options and what was learned. */
export function sessionBudget(
  runtime: Runtime,
  { model, limits, transcript, requestedOutput }: BudgetRequest,
): Budget {
  const { config, models, native } = runtime
  const name = modelName(model)
  const known = limits ?? { context: 0, output: 0 }
  const special = Object.entries(config.budget.models).find(([pattern]) =>
    matchesPattern(pattern, name),
  )?.[1]
  const budget = resolveBudget({
    limits: known,
    settings: {
      trigger: special?.trigger ?? config.budget.trigger,
      target: special?.target ?? config.budget.target,
      reserveOutputTokens: config.budget.reserveOutputTokens,
      fallbackContext: config.budget.fallbackContext,
    },
    requestedOutput: requestedOutput ?? hostOutput(known),
    hostReserved: native.reserved,
    learnedContext: models.get(name).context,
    expectedAnswer: expectedAnswer(transcript, known.context),
  })
  if (budget.assumed && limits)
    runtime.notifyOnce(
      `limits ${name}`,
      unknownLimitToast({ model: name, assumed: config.budget.fallbackContext }),
    )
  return budget
}

function expectedAnswer({ messages }: Transcript, context: number): number {
  const answers = messages
    .flatMap(({ usage }) => (usage ? [usage.output] : []))
    .slice(-RECENT_ANSWERS)
  const largest = Math.max(DEFAULT_ANSWER, ...answers)
  return context > 0 ? Math.min(largest, Math.floor(context * MAX_ANSWER_SHARE)) : largest
}
