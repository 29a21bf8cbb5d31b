import { expect, it } from "vitest"
import { tokenPieces } from "../../src/host/token-pieces.ts"

/** What the tokenizer takes as one, and merges in steps that grow with its square. */
const MERGED =
  /[^\r\n\p{L}\p{N}]?[\p{L}\p{M}]+| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+|\p{N}{1,3}/gu

// Each step of a merge looks at all bytes that are left of one piece.
it.each([
  ..."a7é漢 \t\n\r\0-/\u0301\u00A0\u2028\u3000\uFEFF".split(""),
  ..." \u2028| \u3000|\t\u00A0|!😀|=→|!\u0301|a\u0301|/\n|!\n|漢a|\u200B-|\uD800!|}\r".split("|"),
])("a line of %j is given to the tokenizer in short pieces", (piece) => {
  const text = piece.repeat(50_000 / piece.length)
  const pieces = tokenPieces(text)
  expect(pieces.join("")).toBe(text)
  const steps = pieces
    .flatMap((one) => one.match(MERGED) ?? [])
    .reduce((sum, one) => sum + Buffer.byteLength(one) ** 2, 0)
  expect(steps).toBeLessThanOrEqual(Buffer.byteLength(text) * 512)
})

it("a long run of characters outside the basic plane is cut between them", () => {
  const pieces = tokenPieces(`a${"😀".repeat(1_000)}`)
  expect(pieces.length).toBeGreaterThan(1)
  expect(pieces.filter((piece) => /\p{Cs}/u.test(piece))).toEqual([])
})
