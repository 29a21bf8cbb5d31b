import type { Block } from "./prompt-blocks.ts"

/** Prices of a prompt token, relative to one that no cache knows. */
export interface CachePrices {
  readonly read: number
  readonly write: number
}

export interface PricedPrompt {
  readonly tokens: number
  readonly cost: number
  /** The prompt before is not the beginning of this one. */
  readonly broke: boolean
}

/**
 * A provider's cache that forgets nothing: what a prompt has in common with the beginning of the
 * one before is read, the rest is written. `fixed` tokens stand in front of every prompt.
 */
export function createPromptCache({
  prices,
  fixed,
}: {
  readonly prices: CachePrices
  readonly fixed: number
}): (blocks: readonly Block[], restart: boolean) => PricedPrompt {
  let before: readonly Block[] | undefined
  let warm = false
  return (blocks, restart) => {
    const earlier = restart ? undefined : before
    let common = 0
    let read = 0
    for (const block of earlier ?? []) {
      if (blocks[common] !== block) break
      common++
      read += block.tokens
    }
    const own = blocks.reduce((sum, { tokens }) => sum + tokens, 0)
    const cost =
      prices.read * read + prices.write * (own - read) + fixed * (warm ? prices.read : prices.write)
    const broke = earlier !== undefined && common < earlier.length
    before = blocks
    warm = true
    return { tokens: own + fixed, cost, broke }
  }
}
