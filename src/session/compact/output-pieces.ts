import { describeCall } from "../call.ts"
import type { Call } from "../call.ts"
import type { Draft } from "../draft.ts"
import type { RuleContext } from "../rule.ts"
import { standingText } from "../standing-text.ts"
import { placeholder, WHY } from "../texts.ts"
import { slotKey } from "../transcript.ts"
import type { TextPart } from "../transcript.ts"
import { MIN_PIECE } from "./piece.ts"
import type { Level, Piece } from "./piece.ts"
import { skeleton } from "./skeleton.ts"

/** A skeleton is at most this many tokens, and this share of its output. */
const SKELETON_TOKENS = 160
const SKELETON_SHARE = 0.25

export interface OutputPiecesInput {
  readonly call: Call
  readonly draft: Draft
  readonly context: RuleContext
  readonly worth: number
  /** The text that holds the output, where the host made the call for a message of the user. */
  readonly attached?: TextPart
}

/** An output: whole, a skeleton, one line. */
export function outputPieces({
  call,
  draft,
  context,
  worth,
  attached,
}: OutputPiecesInput): readonly Piece[] {
  const { message, part, index } = call
  const { meter } = context
  const slot = attached
    ? ({ message, part: attached, field: "text" } as const)
    : ({ message, part, field: "output" } as const)
  const target = { message: message.id, part: part.id, field: slot.field }
  const key = slotKey(message.id, part.id, slot.field)
  const standing = draft.view.get(key)
  const size = standing?.tokens ?? meter.tokens(slot.part, slot.field)
  if (size < MIN_PIECE) return []
  const text = standingText(draft, slot)
  const count = (piece: string): number => meter.measure(piece).tokens
  const head = placeholder({
    what: describeCall(call, context.directory),
    why: WHY.old,
    handle: context.handle(slot.part, slot.field),
  })
  const headTokens = count(head)
  const line: Level = {
    tokens: headTokens,
    replace: () => ({ replacement: { kind: "text", text: head }, reason: "old-output" }),
  }
  const piece = { target, key, index, size, worth }
  if (standing?.edit.reason === "old-output")
    return text.includes("\n") ? [{ ...piece, levels: [line] }] : []
  const tokens = Math.min(SKELETON_TOKENS, Math.floor(SKELETON_SHARE * size))
  const bones: Level = {
    tokens: headTokens + 1 + tokens,
    replace: (isKnown) => {
      const lines = skeleton({
        tool: part.tool,
        text,
        directory: context.directory,
        tokens,
        count,
        isKnown,
      })
      return {
        replacement: { kind: "text", text: [head, ...lines].join("\n") },
        reason: "old-output",
      }
    },
  }
  return [{ ...piece, levels: [bones, line] }]
}
