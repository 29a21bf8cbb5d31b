import type { Meter } from "./meter.ts"
import type { Plan } from "./plan-request.ts"
import { messageKey, slotKey } from "./transcript.ts"

/**
 * Tokens of a forecast that only the bytes of media speak for: of all that no report has told yet. What is
 * guessed may start a stage, but refuses no request and summarizes no session.
 */
export function guessedTokens(
  { draft, anchor }: Pick<Plan, "draft" | "anchor">,
  meter: Meter,
): number {
  const { transcript, view, forecast } = draft
  let sum = 0
  for (const { id, parts } of transcript.messages.slice(forecast.anchor ? anchor?.index : 0)) {
    if (view.has(messageKey(id))) continue
    for (const part of parts)
      if (!view.has(slotKey(id, part.id, "media"))) sum += meter.guessed(part)
  }
  return forecast.factor * sum
}
