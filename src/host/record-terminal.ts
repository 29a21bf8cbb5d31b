import { isCrowded, isLong, isSameCrowd } from "../session/crowded.ts"
import type { RefusedSizes } from "../session/crowded.ts"
import type { Runtime } from "./runtime.ts"
import type { Session } from "./sessions.ts"

export interface TerminalOverflow {
  /** The user message that is not answered. */
  readonly user: string
  readonly sizes: RefusedSizes
  /** Tokens before any stage ran. */
  readonly before: number
  /** The answer whose report the forecast was built on. */
  readonly anchor?: string | undefined
}

/**
 * Journals that nothing is sent for this message any more; whether that is news. What system text and
 * tools leave no room for is no fault of the message: it is told once, until something changes.
 */
export function recordTerminal(
  { state }: Runtime,
  { id, journal }: Session,
  { user, sizes, before, anchor }: TerminalOverflow,
): boolean {
  const { forecast, limit, system, tools } = sizes
  const { refused, crowded } = journal.refresh()
  const around = isCrowded(sizes) && !isLong(sizes) ? { system, tools } : undefined
  const isKnown =
    around && crowded?.around && isSameCrowd(sizes, { limit: crowded.limit, ...crowded.around })
  if (isKnown || refused.has(user)) return false
  journal.append([
    {
      type: "dispatch_prompt_overflow_terminal",
      message: user,
      forecast,
      limit,
      ...(anchor !== undefined && { anchor }),
      ...(around && { around }),
    },
  ])
  state.record(id, {
    facts: {
      compaction_overflow_terminal: true,
      compaction_prompt_tokens_before: before,
      compaction_prompt_token_budget: limit,
    },
    count: "overflow_terminal_count",
  })
  return true
}
