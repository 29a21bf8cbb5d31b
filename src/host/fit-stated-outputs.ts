import { MAX_RESERVE_SHARE } from "../session/budget.ts"

/**
 * The host compares usage with context − output, and so would compact after every step where a
 * model of the user's configuration states an output as large as its context.
 */
export function fitStatedOutputs(config: {
  provider?:
    | Record<string, { models?: Record<string, { limit?: { context: number; output: number } }> }>
    | undefined
}): void {
  for (const provider of Object.values(config.provider ?? {}))
    for (const { limit } of Object.values(provider.models ?? {}))
      if (limit && limit.context > 0 && limit.output >= limit.context)
        limit.output = Math.floor(limit.context * MAX_RESERVE_SHARE)
}
