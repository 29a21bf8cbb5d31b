import type { Edit, Target } from "./edit.ts"
import type { Rendition } from "./replay-edits.ts"
import { messageKey, WHOLE_MESSAGE } from "./transcript.ts"

/** The messages that an edit is about: one, or all that are summarized together. */
export const membersOf = (target: Target): readonly string[] => [
  target.message,
  ...(target.field === WHOLE_MESSAGE ? (target.also ?? []) : []),
]

/**
 * A summary takes the place of folded steps, and of earlier summaries that are wholly among its
 * messages: of two that overlap otherwise the first holds, so that nothing is left without a text. Only
 * what takes closed guidance out of a text stands in for that very text.
 */
export function mayReplace(
  { target, reason }: Pick<Edit, "target" | "reason">,
  view: ReadonlyMap<string, Rendition>,
): boolean {
  const members = new Set(membersOf(target))
  const most = reason === "closed-guidance" ? members.size : members.size - 1
  return [...members].every((id) => {
    const standing = view.get(messageKey(id))
    const theirs = standing ? membersOf(standing.edit.target) : []
    return !standing || (theirs.length <= most && theirs.every((other) => members.has(other)))
  })
}
