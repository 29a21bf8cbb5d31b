import { hostOutput, resolveBudget } from "../session/budget.ts"
import type { Budget, ModelLimits } from "../session/budget.ts"
import { bodyBudget } from "../session/media/body-budget.ts"
import { expectedAnswer } from "../session/expected-answer.ts"
import { leavesRoom } from "../session/judge-refusal.ts"
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
  /** Tokens that each of its requests has, where they are known. */
  readonly overhead?: number | undefined
}

/** The budget of one request, from the model's limits, the options and what was learned. */
export function sessionBudget(
  runtime: Runtime,
  { model, limits, transcript, requestedOutput, overhead = 0 }: BudgetRequest,
): Budget {
  const { clock, config, models, native } = runtime
  const name = modelName(model)
  const known = {
    context: tokensOf(limits?.context),
    output: tokensOf(limits?.output),
    input: tokensOf(limits?.input),
  }
  const special = Object.entries(config.budget.models).find(([pattern]) =>
    matchesPattern(pattern, name),
  )?.[1]
  const learned = learnedContext(models.get(name), clock())
  const budget = resolveBudget({
    limits: known,
    settings: {
      trigger: special?.trigger ?? config.budget.trigger,
      target: special?.target ?? config.budget.target,
      reserveOutputTokens: config.budget.reserveOutputTokens,
      fallbackContext: config.budget.fallbackContext,
    },
    requestedOutput: requestedOutput ?? hostOutput(known, native.outputCap),
    outputCap: native.outputCap,
    hostReserved: native.reserved,
    // A session of many tools would be at its end: only the provider can tell whether it is.
    learnedContext: leavesRoom(learned ?? Infinity, overhead) ? learned : undefined,
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
export const tokensOf = (stated: unknown): number =>
  typeof stated === "number" && Number.isFinite(stated) && stated > 0 ? stated : 0
