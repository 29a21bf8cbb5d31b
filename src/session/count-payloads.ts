import { CALL_FRAME } from "./meter.ts"
import type { Meter } from "./meter.ts"
import type { Rendition } from "./replay-edits.ts"
import { fieldsOf, slotKey } from "./transcript.ts"
import type { Message } from "./transcript.ts"

/**
 * Counted tokens that go with a message that is replaced whole: what it carries, and half of the
 * framing of its calls, because framing differs by provider and a saving must not be overestimated.
 */
export const countPayloads = ({
  message,
  view,
  meter,
}: {
  message: Message
  view: ReadonlyMap<string, Rendition>
  meter: Meter
}): number =>
  message.parts
    .flatMap((part) => [
      part.kind === "tool" ? CALL_FRAME / 2 : 0,
      ...fieldsOf(part).map(
        (field) =>
          view.get(slotKey(message.id, part.id, field))?.tokens ?? meter.tokens(part, field),
      ),
    ])
    .reduce((sum, tokens) => sum + tokens, 0)
