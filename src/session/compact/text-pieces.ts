import type { Draft } from "../draft.ts"
import type { RuleContext } from "../rule.ts"
import { payloadText } from "../meter.ts"
import { slotKey } from "../transcript.ts"
import type { Field, Message, Part } from "../transcript.ts"
import { isHostText, latestRequestIndex } from "../written.ts"
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
  /** Calls that stay as they are. */
  readonly kept: ReadonlySet<Part>
}

/** Prose: whole, or a digest of its telling lines, head and tail. What users say in calls is prose too. */
export function textPieces({
  draft,
  context,
  userTokens,
  kept,
}: TextPiecesInput): readonly Piece[] {
  const { messages, meter, recentStart } = context
  const latest = latestRequestIndex(messages)
  return messages.slice(0, recentStart).flatMap((message, index) =>
    message.parts.flatMap((part): Piece[] => {
      const field = proseField(part, index < context.loopStart)
      const isFixed =
        field === "output" ? kept.has(part) : index === latest || isBound(message, index, context)
      if (!field || isFixed) return []
      const key = slotKey(message.id, part.id, field)
      const size = meter.tokens(part, field)
      const isUsers = message.role === "user" || field === "output"
      const tokens = isUsers ? userTokens : PROSE_TOKENS
      if (draft.view.has(key) || size < tokens + MIN_PIECE) return []
      const replace = (): ReturnType<Piece["levels"][number]["replace"]> => ({
        replacement: {
          kind: "text",
          text: digestText({
            text: payloadText(part, field),
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

/**
 * Where a part has prose: what the host has attached is none. From what it thought in the running tool
 * loop the model goes on, signed or not.
 */
function proseField(part: Part, isPast: boolean): Field | undefined {
  switch (part.kind) {
    case "text":
      return isHostText(part) ? undefined : "text"
    case "reasoning":
      return part.signed || !isPast ? undefined : "reasoning"
    case "tool":
      return part.replies && part.clearedAt === undefined ? "output" : undefined
    case "media":
    case "other":
      return undefined
  }
}

/** Inside the running tool loop a signed message is only valid as it is. */
const isBound = (message: Message, index: number, { loopStart }: RuleContext): boolean =>
  message.summary || (message.signed && index >= loopStart)
