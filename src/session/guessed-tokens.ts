import type { Draft } from "./draft.ts"
import type { Anchor } from "./forecast.ts"
import type { Meter } from "./meter.ts"
import { attachmentsOf, messageKey, slotKey } from "./transcript.ts"

/**
 * Of a forecast, the tokens that nothing but bytes of media speak for, and that no report has borne
 * out. They may start a stage, but refuse no request and summarize no session.
 */
export function guessedTokens({
  draft: { transcript, view, forecast },
  anchor,
  meter,
}: {
  readonly draft: Draft
  readonly anchor: Anchor | undefined
  readonly meter: Meter
}): number {
  const since = forecast.anchor === undefined ? 0 : (anchor?.index ?? 0)
  const counted = transcript.messages
    .slice(since)
    .filter(({ id }) => !view.has(messageKey(id)))
    .flatMap(({ id, parts }) =>
      parts.map((part) =>
        attachmentsOf(part).length === 0 || view.has(slotKey(id, part.id, "media"))
          ? 0
          : meter.guessed(part),
      ),
    )
    .reduce((sum, tokens) => sum + tokens, 0)
  return forecast.factor * counted
}
