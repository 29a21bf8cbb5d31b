import { hostOutput, resolveBudget } from "../session/budget.ts"
import type { Budget, ModelLimits } from "../session/budget.ts"
import { bodyBudget } from "../session/media/body-budget.ts"
import { expectedAnswer } from "../session/expected-answer.ts"
import { learnedContext } from "../session/learned-limit.ts"
import { unknownLimitToast } from "../session/texts.ts"
import type { ModelRef, Transcript } from "../session/transcript.ts"
import { matchesPattern } from "../session/matches-pattern.ts"
import { modelName } from "../session/transcript.ts"
import type { Runtime } from "./runtime.ts"

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
  const { clock, config, models, native } = runtime
  const name = modelName(model)
  const known = {
    context: size(limits?.context),
    output: size(limits?.output),
    input: size(limits?.input),
  }
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
    learnedContext: learnedContext(models.get(name), clock()),
    expectedAnswer: expectedAnswer(transcript.messages, known.context),
  })
  if (budget.assumed && limits)
    runtime.notifyOnce(
      `limits ${name}`,
      unknownLimitToast({ model: name, assumed: config.budget.fallbackContext }),
    )
  const body = bodyBudget(model, models.get(name), clock())
  return body === undefined ? budget : { ...budget, body }
}

/** What is no number of tokens is unknown. */
const size = (stated: unknown): number =>
  typeof stated === "number" && Number.isFinite(stated) && stated > 0 ? stated : 0
