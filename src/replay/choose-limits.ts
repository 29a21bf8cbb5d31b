import type { ReplayLimits } from "./replay-settings.ts"

/** Of a context, the part that is kept for the answer at most, as an input limit of a third more. */
const OUTPUT_PER_INPUT = 1 / 3

/**
 * Exports do not say how large the model's window was. Without a stated one it is taken so that
 * half of the session's largest prompt fits, beside an output that takes no more than its quarter.
 */
export function chooseLimits({
  context,
  output,
  peak,
}: {
  readonly context: number | undefined
  readonly output: number
  /** Tokens of the largest prompt, as reported. */
  readonly peak: number
}): ReplayLimits {
  if (context !== undefined) return { context, output: Math.min(output, context), chosen: "given" }
  const input = Math.max(1, Math.floor(peak / 2))
  const fitting = Math.min(output, Math.floor(input * OUTPUT_PER_INPUT))
  return { context: input + fitting, output: fitting, chosen: "half-of-peak" }
}
