import { describe, expect, it } from "vitest"
import { chooseLevels } from "../../../src/session/compact/choose-levels.ts"
import type { Level, Piece } from "../../../src/session/compact/piece.ts"

const level = (tokens: number): Level => ({
  tokens,
  replace: () => ({ replacement: { kind: "text", text: "" }, reason: "old-output" }),
})

const piece = (key: string, worth: number, size: number, ...levels: readonly number[]): Piece => ({
  target: { message: key, part: key, field: "output" },
  key,
  index: 0,
  size,
  worth,
  levels: levels.map(level),
})

const chosen = (
  pieces: readonly Piece[],
  excess: number,
  { spare = 0, maxPrice = Infinity } = {},
) =>
  Object.fromEntries(
    [...chooseLevels({ pieces, excess, spare, maxPrice })].map(([{ key }, { tokens }]) => [
      key,
      tokens,
    ]),
  )

// Prices: read 1 ÷ (√2500 + √100) = 1/60 and 1 ÷ (√100 + √25) = 1/15; shell a fifth of these.
const read = piece("read", 1, 2_500, 100, 25)
const shell = piece("shell", 0.2, 2_500, 100, 25)

describe("the levels", () => {
  it.each([
    ["go down first where a token costs least", 100, {}, { shell: 100 }],
    ["go on to the next level before what is dearer", 2_401, {}, { shell: 25 }],
    ["take the dearer piece where that is not enough", 2_500, {}, { shell: 25, read: 100 }],
    ["go to the last for all", 10_000, {}, { shell: 25, read: 25 }],
    ["stay without an excess", 0, {}, {}],
    ["stop below the highest price", 10_000, { maxPrice: 0.01 }, { shell: 100 }],
  ])("%s", (_, excess, more, expected) => {
    expect(chosen([read, shell], excess, more)).toEqual(expected)
  })

  it("go beyond the excess where a token is worth next to nothing, as far as there is spare", () => {
    const stale = ["a", "b", "c"].map((key) => piece(key, 0.01, 2_500, 100))
    expect(chosen([...stale, read], 0, { spare: 3_000 })).toEqual({ a: 100, b: 100 })
  })

  it("leave out a level that saves nothing", () => {
    expect(chosen([piece("small", 1, 90, 100, 25)], 1)).toEqual({ small: 25 })
  })
})
