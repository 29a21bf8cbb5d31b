import { namesWindowsPath } from "../session/windows-path.ts"
import type { LiteralItem } from "./literal-item.ts"
import type { Block } from "./prompt-blocks.ts"

/** An item that the full prompt held, and whether the prompt that was sent still does. */
export interface JudgedItem extends LiteralItem {
  readonly kept: boolean
}

export interface JudgeInput {
  readonly items: readonly LiteralItem[]
  readonly full: readonly Block[]
  readonly sent: readonly Block[]
}

/** Looks for what an action must reproduce; what not even the full prompt held is left out. */
export function judgeItems({ items, full, sent }: JudgeInput): readonly JudgedItem[] {
  if (items.length === 0) return []
  const inFull = new Set(full)
  const inSent = new Set(sent)
  const shared = [...inSent].filter((block) => inFull.has(block)).toReversed()
  const ours = [...inSent].filter((block) => !inFull.has(block))
  const dropped = [...inFull].filter((block) => !inSent.has(block)).toReversed()
  // Newest first: what an action needs stands near the end mostly, so that the search is short.
  return items.flatMap((item): readonly JudgedItem[] => {
    if (isIn(shared, item)) return [{ ...item, kept: true }]
    if (!isIn(dropped, item)) return []
    return [{ ...item, kept: isIn(ours, item) }]
  })
}

const isIn = (blocks: readonly Block[], { text, anySlash = false }: LiteralItem): boolean =>
  blocks.some((block) =>
    anySlash ? namesWindowsPath(block.text, text) : block.text.includes(text),
  )
