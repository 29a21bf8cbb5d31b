import type { Limit } from "../host/scripted-model.ts"
import { cacheReadPrice, cacheWritePrice } from "./comparison.ts"
import type { Turn } from "./session-script.ts"
import { thousands } from "./text.ts"

interface IntroductionOptions {
  readonly turns: readonly Turn[]
  readonly limit: Limit
  readonly factor: number
}

export const introduction = ({ turns, limit, factor }: IntroductionOptions): string => {
  const steps = turns.flatMap((turn) => turn.steps)
  return [
    `One session on the real OpenCode with a scripted model on loopback, no network, no key:`,
    `${turns.length} user messages, ${steps.length} steps with ${steps.flat().length} tool calls.`,
    `Each step and each of the ${turns.length} answers is a request: ${steps.length + turns.length}, beside summaries and what is repeated after a refusal.`,
    `The model has a context of ${thousands(limit.context)}, an output of ${thousands(limit.output)}, and counts ${factor} × o200k tokens.`,
    `Shown are requests where something happened, and each fifth of the others.`,
  ].join(" ")
}

export const legendWithout = ({ context, output }: Limit): string[] => [
  `reported          tokens of the request, as the model counts them`,
  `limit             context minus ${thousands(output)} reserved for the answer; above its context, ${thousands(context)}, the model refuses`,
  `prefix rewritten  the request does not begin with the whole request before it: the prompt cache holds only in part`,
]

export const legendWith: readonly string[] = [
  `forecast          tokens the plugin expected before sending; "before": before it pruned, where it did`,
  `Stage A, B        what is redundant goes, then what is old loses detail, in one batch and without a model`,
  `ledger            the oldest steps become a line each; in brackets reason codes and how many: docs/how-it-works.md`,
  `                  After the first batch new outputs lose line numbers and needless space at once, without a row.`,
]

export const legendTable: readonly string[] = [
  `sent over the limit  answered, but with less room than was reserved; a run is the work on one user message`,
  `prefix breaks        requests with a rewritten prefix`,
  `cost                 tokens at the prices of a prompt cache: uncached ones at ${cacheWritePrice}, the cached prefix at ${cacheReadPrice}`,
]
