import { cutResult, fitsCap } from "./cap-result.ts"
import type { ResultPointer } from "./cap-result.ts"
import { nextActionLine, resultLines, shortNextAction } from "../run/contract-texts.ts"
import type { DispatchResult } from "../run/contract.ts"
import type { NextAction } from "../run/next-action.ts"
import type { ResultCap } from "./result-cap.ts"
import { renderResult } from "../run/run-text.ts"
import { wholeAnswerLine } from "./wave-texts.ts"

export interface AnswerForParentInput {
  readonly result: DispatchResult
  readonly nextAction: NextAction
  readonly taskID: string
  readonly cap: ResultCap
  readonly count: (text: string) => number
  /** Of the whole answer, where it says more than its result or is over the cap. */
  readonly pointer: ResultPointer | undefined
}

/** A valid answer as its parent gets it: the result and what follows from it, within its cap. */
export function answerForParent(input: AnswerForParentInput): string {
  const { result, nextAction, cap, count, pointer } = input
  const whole = [renderResult(input), ...(pointer ? [wholeAnswerLine(pointer)] : [])].join("\n")
  if (!pointer || fitsCap({ text: whole, cap, count })) return whole
  const line = cap.form === "file" ? shortNextAction(nextAction) : nextActionLine(nextAction)
  const room: ResultCap = {
    ...cap,
    tokens: cap.tokens - count(line) - 1,
    ...(cap.lines !== undefined && { lines: cap.lines - 1 }),
  }
  const text = resultLines(result)
  const brief = `${text}\n${wholeAnswerLine(pointer)}`
  if (fitsCap({ text: brief, cap: room, count })) return `${brief}\n${line}`
  return `${cutResult({ text, cap: room, count, pointer })}\n${line}`
}
