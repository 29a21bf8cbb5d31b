import type { Runtime } from "./runtime.ts"
import type { Session } from "./sessions.ts"

export interface TerminalOverflow {
  /** The user message that is not answered. */
  readonly user: string
  readonly forecast: number
  readonly limit: number
}

/** Journals that nothing is sent for this message any more; whether that is news. */
export function recordTerminal(
  { state }: Runtime,
  { id, journal }: Session,
  { user, forecast, limit }: TerminalOverflow,
): boolean {
  if (journal.refresh().refused.has(user)) return false
  journal.append([{ type: "dispatch_prompt_overflow_terminal", message: user, forecast, limit }])
  state.record(id, {
    facts: {
      compaction_overflow_terminal: true,
      compaction_prompt_tokens_before: forecast,
      compaction_prompt_token_budget: limit,
    },
    count: "overflow_terminal_count",
  })
  return true
}
