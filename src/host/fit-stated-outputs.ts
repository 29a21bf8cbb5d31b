import { fittedOutput } from "../session/budget.ts"
import { asRecord, isRecord } from "../session/is-record.ts"
import { tokensOf } from "./session-budget.ts"

/**
 * The host compares usage with context − output, and so would compact after every step where the
 * output that a model states, or its own of a model that states none, is most of the window. What is
 * stated of models, in a configuration or in the host's own list, is lowered in place: the host
 * reads it again with each step.
 */
export function fitStatedOutputs(models: unknown, cap?: number): void {
  for (const model of Object.values(asRecord(models))) fitStatedOutput(model, cap)
}

export function fitStatedOutput(model: unknown, cap?: number): void {
  const { limit } = asRecord(model)
  // One that states no output at all may have one in the host's own list.
  if (!isRecord(limit) || typeof limit["output"] !== "number") return
  const output = fittedOutput(
    {
      context: tokensOf(limit["context"]),
      input: tokensOf(limit["input"]),
      output: tokensOf(limit["output"]),
    },
    cap,
  )
  // A host that forbids it goes on as it would without.
  if (output !== undefined) Reflect.set(limit, "output", output)
}

/** The user's cap on output tokens, as the host reads it from its environment. */
export function outputCap(value: string | undefined): number | undefined {
  const cap = Number(value)
  return Number.isInteger(cap) && cap > 0 ? cap : undefined
}
