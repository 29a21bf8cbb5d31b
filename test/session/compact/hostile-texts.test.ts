import { beforeAll, describe, expect, it } from "vitest"
import { createTokenCounter } from "../../../src/host/tokens.ts"
import { digestText } from "../../../src/session/compact/digest-text.ts"
import { skeleton } from "../../../src/session/compact/skeleton.ts"
import { shorten } from "../../../src/session/shorten.ts"
import { hostileTexts } from "../../builders/hostile-texts.ts"

const { ready, count } = createTokenCounter({})
beforeAll(ready)

const handle = "1a2b3c4d"
const isKnown = (): boolean => false

describe.each(hostileTexts(20_000))("of %s", (_, text) => {
  it.each(["bash", "read", "grep", "webfetch"])(
    "the skeleton as of %s is within its bound",
    (tool) => {
      const lines = skeleton({ tool, text, tokens: 160, count, isKnown })
      expect(count(lines.join("\n"))).toBeLessThanOrEqual(160)
    },
  )

  it("the digest, and head and tail, are within their bound", () => {
    const size = count(text)
    const shorter = [digestText, shorten].map((make) =>
      make({ text, tokens: 200, size, handle, count }),
    )
    expect(Math.max(...shorter.map(count))).toBeLessThanOrEqual(200)
  })

  it("the skeleton counts little more than a text of its bound", () => {
    let characters = 0
    const counted = (piece: string): number => {
      characters += piece.length
      return count(piece)
    }
    skeleton({ tool: "bash", text, tokens: 160, count: counted, isKnown })
    expect(characters).toBeLessThan(20_000)
  })
})
