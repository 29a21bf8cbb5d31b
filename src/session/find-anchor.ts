import type { Edit } from "./edit.ts"
import type { Belief } from "./believe-reports.ts"
import type { Anchor } from "./forecast.ts"
import type { Replayed } from "./replay-edits.ts"
import { returning } from "./report-growth.ts"
import { sameModel } from "./transcript.ts"
import type { Message, ModelRef, Transcript } from "./transcript.ts"

export interface AnchorInput {
  readonly transcript: Transcript
  readonly model: ModelRef
  readonly belief: Belief | undefined
  readonly replayed: Replayed
  /** Tells whether an edit, void now, was still in force for that answer. */
  readonly isLostSince: (edit: Edit, answer: string) => boolean
}

/**
 * The newest report that can be true, where it still describes what stands before it: no other
 * model has answered since, and nothing was cleared or restored.
 */
export function findAnchor({
  transcript: { messages },
  model,
  belief,
  replayed,
  isLostSince,
}: AnchorInput): Anchor | undefined {
  const newest = messages.findLast(({ usage, summary }) => usage && !summary)
  if (!belief || !newest || !sameModel(newest.model, model)) return undefined
  const { row, isProven, isWorthless, hidden } = belief
  const { message, index, counted } = row.last
  const summarized = messages.some(({ summary }) => summary)
  // An edit that was in force for this answer and is void now makes its report one of other content.
  const lost = summarized ? replayed.stale : [...replayed.stale, ...replayed.absent]
  if (lost.some((edit) => edit.at < message.id && isLostSince(edit, message.id))) return undefined
  return messages.slice(0, index).some((earlier) => clearedSince(earlier, message.created))
    ? undefined
    : {
        message,
        index,
        counted,
        isProven,
        isWorthless,
        hidden,
        returning: returning(row.before, row.last),
      }
}

const clearedSince = (message: Message, time: number): boolean =>
  message.parts.some((part) => part.kind === "tool" && (part.clearedAt ?? 0) > time)
