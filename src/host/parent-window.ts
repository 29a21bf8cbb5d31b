import type { Runtime } from "./runtime.ts"
import type { Session } from "./sessions.ts"
import type { TaskCall } from "./task-calls.ts"

/** How full the window of a session is that dispatches, in tokens as its provider counts them. */
export interface ParentWindow {
  readonly limit: number
  readonly used: number
  /** Counted tokens that there is, or can be made, room for: for all results of this wave together. */
  readonly available: number
}

/**
 * The last request's forecast, with what its answer dispatched and what has come back since;
 * undefined where no request was planned, as for a slash command.
 */
export function parentWindow(
  { tasks }: Pick<Runtime, "tasks">,
  session: Session,
  { message }: Pick<TaskCall, "message">,
): ParentWindow | undefined {
  // What a refused request would have had no dispatch has to make room for.
  if (!session.planned || session.planned.outcome === "refused") return undefined
  const { budget, forecast } = session.planned.plan.draft
  const wave = tasks.waveOf(session.id, message)
  const asked = wave.reduce((sum, call) => sum + call.asked, 0)
  const returned = wave.reduce((sum, call) => sum + call.returned, 0)
  const { tokens, factor } = forecast
  const before = tokens + factor * asked
  return {
    limit: budget.limit,
    used: Math.ceil(before + factor * returned),
    // What is too much for the next request is compacted down to its target.
    available: Math.floor((budget.ceiling - Math.min(before, budget.target)) / factor),
  }
}
