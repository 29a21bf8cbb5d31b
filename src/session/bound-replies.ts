import { handleOf } from "./handle.ts"
import type { Meter } from "./meter.ts"
import { shortenTogether } from "./shorten-together.ts"
import type { ToolPart } from "./transcript.ts"

export interface ReplyBound {
  readonly meter: Meter
  /** Most counted tokens that stay of what the user said in one call. */
  readonly tokens: number
}

/** What the user said in a call; where that is too long, head, tail and handle. */
export const boundReplies = (part: ToolPart, { meter, tokens }: ReplyBound): readonly string[] =>
  part.replies
    ? shortenTogether({
        texts: part.replies.map((text) => ({
          text,
          size: meter.measure(text).tokens,
          handle: handleOf(meter.digest(part, "output")),
        })),
        tokens,
        count: (piece) => meter.measure(piece).tokens,
      })
    : []
