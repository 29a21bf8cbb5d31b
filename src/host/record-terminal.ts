import type { Runtime } from "./runtime.ts"
import type { Session } from "./sessions.ts"

export interface TerminalOverflow {
  /** The user message that is not answered. */
  readonly user: string
  readonly forecast: number
  readonly limit: number
  /** The answer whose report the forecast was built on. */
  readonly anchor?: string | undefined
}

/** Journals that nothing is sent for this message any more; whether that is news. */
export function recordTerminal(
  { state }: Runtime,
  { id, journal }: Session,
  { user, forecast, limit, anchor }: TerminalOverflow,
): boolean {
  if (journal.refresh().refused.has(user)) return false
  journal.append([
    {
      type: "dispatch_prompt_overflow_terminal",
      message: user,
      forecast,
      limit,
      ...(anchor !== undefined && { anchor }),
    },
  ])
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
