import { countMessages } from "./forecast.ts"
import type { Draft } from "./draft.ts"
import type { Meter } from "./meter.ts"
import { isSent } from "./transcript.ts"

export interface RecentWindowSettings {
  /** Model steps at the end that the stages leave alone. */
  readonly steps: number
  /** Most of the target that they may fill, a share. */
  readonly share: number
}

/**
 * Index of the first message of the recent window: the last steps, as many as fit its share of
 * the target; the newest step is always inside.
 */
export function recentWindowStart({
  draft,
  meter,
  settings,
}: {
  draft: Draft
  meter: Meter
  settings: RecentWindowSettings
}): number {
  const { messages } = draft.transcript
  const bound = (settings.share * draft.budget.target) / draft.forecast.factor
  let start = messages.length
  let steps = 0
  let tokens = 0
  for (let index = messages.length - 1; index >= 0 && steps < settings.steps; index--) {
    const message = messages[index]
    if (!message) break
    tokens += countMessages({ messages: [message], view: draft.view, meter })
    if (message.role === "assistant" && isSent(message)) {
      if (steps > 0 && tokens > bound) break
      steps++
      start = index
    }
  }
  return start
}
