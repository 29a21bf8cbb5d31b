import type { Draft } from "../draft.ts"
import type { RuleContext } from "../rule.ts"
import { slotKey } from "../transcript.ts"
import type { Message } from "../transcript.ts"
import { latestRequestIndex } from "../written.ts"
import { digestText } from "./digest-text.ts"
import { MIN_PIECE } from "./piece.ts"
import type { Piece } from "./piece.ts"
import { freshness } from "./retention.ts"

/** Prose is short and dense beside results. */
const PROSE_WORTH = 0.5
/** What stays of the model's own old prose and unsigned reasoning, tokens. */
const PROSE_TOKENS = 60

export interface TextPiecesInput {
  readonly draft: Draft
  readonly context: RuleContext
  /** What stays of a user's text that is not the latest, tokens. */
  readonly userTokens: number
}

/** Prose: whole, or a digest of its telling lines, head and tail. */
export function textPieces({ draft, context, userTokens }: TextPiecesInput): readonly Piece[] {
  const { messages, meter, recentStart } = context
  const latest = latestRequestIndex(messages)
  return messages.slice(0, recentStart).flatMap((message, index) =>
    index === latest || isBound(message, index, context)
      ? []
      : message.parts.flatMap((part): Piece[] => {
          // The model goes on from what it thought in the running tool loop, signed or not.
          const isThought = part.kind === "reasoning" && !part.signed && index < context.loopStart
          if (part.kind !== "text" && !isThought) return []
          const field = part.kind
          const key = slotKey(message.id, part.id, field)
          const size = meter.tokens(part, field)
          const isUsers = message.role === "user"
          const tokens = isUsers ? userTokens : PROSE_TOKENS
          if (draft.view.has(key) || size < tokens + MIN_PIECE) return []
          const replace = (): ReturnType<Piece["levels"][number]["replace"]> => ({
            replacement: {
              kind: "text",
              text: digestText({
                text: part.text,
                tokens,
                size,
                handle: context.handle(part, field),
                count: (piece) => meter.measure(piece).tokens,
              }),
            },
            reason: isUsers ? "long-request" : "old-text",
          })
          const worth = PROSE_WORTH * freshness(messages.length - index)
          const target = { message: message.id, part: part.id, field }
          return [{ target, key, index, size, worth, levels: [{ tokens, replace }] }]
        }),
  )
}

/** Inside the running tool loop a signed message is only valid as it is. */
const isBound = (message: Message, index: number, { loopStart }: RuleContext): boolean =>
  message.summary || (message.signed && index >= loopStart)
