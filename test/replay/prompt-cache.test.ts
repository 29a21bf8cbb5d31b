import { describe, expect, it } from "vitest"
import { createPromptCache } from "../../src/replay/prompt-cache.ts"
import type { Block } from "../../src/replay/prompt-blocks.ts"

const [a, b, c]: readonly Block[] = ["a", "b", "c"].map((text) => ({ text, tokens: 100 }))
const blocks = (...list: (Block | undefined)[]): Block[] => list.flatMap((block) => block ?? [])

const cacheOf = (fixed = 0) => createPromptCache({ prices: { read: 0.1, write: 1 }, fixed })

describe("a prompt's price", () => {
  it("reads what stood at the beginning before, and writes the rest", () => {
    const price = cacheOf()
    expect([price(blocks(a, b), true), price(blocks(a, b, c), false)]).toEqual([
      { tokens: 200, cost: 200, broke: false },
      { tokens: 300, cost: 120, broke: false },
    ])
  })

  it("writes all behind a changed block, and that is a break", () => {
    const price = cacheOf()
    price(blocks(a, b, c), true)
    expect(price(blocks(a, c), false)).toEqual({ tokens: 200, cost: 110, broke: true })
  })

  it("has the fixed part written once, also over a compaction, which is no break of ours", () => {
    const price = cacheOf(1_000)
    expect([price(blocks(a), true).cost, price(blocks(b), true)]).toEqual([
      1_100,
      { tokens: 1_100, cost: 200, broke: false },
    ])
  })
})
