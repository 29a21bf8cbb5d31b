import type { Call } from "../call.ts"
import type { RuleContext } from "../rule.ts"
import { shortInput } from "../short-input.ts"
import { WHY } from "../texts.ts"
import { slotKey } from "../transcript.ts"
import { MIN_PIECE } from "./piece.ts"
import type { Piece } from "./piece.ts"

/** An input: whole, or its long strings replaced by placeholders. */
export function inputPieces({
  call,
  context,
  worth,
}: {
  readonly call: Call
  readonly context: RuleContext
  readonly worth: number
}): readonly Piece[] {
  const { message, part, index } = call
  const size = context.meter.tokens(part, "input")
  if (size < MIN_PIECE) return []
  const [proposal] = shortInput({ call, context, why: WHY.old, reason: "old-input" })
  if (!proposal || proposal.replacement.kind !== "input") return []
  const { replacement, reason } = proposal
  return [
    {
      target: { message: message.id, part: part.id, field: "input" },
      key: slotKey(message.id, part.id, "input"),
      index,
      size,
      worth,
      levels: [
        {
          tokens: context.meter.measure(JSON.stringify(replacement.input)).tokens,
          replace: () => ({ replacement, reason }),
        },
      ],
    },
  ]
}
