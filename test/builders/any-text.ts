import * as fc from "fast-check"

/** Code points that stand for half a character. */
const HALVES = { from: 0xd8_00, count: 0x8_00 }
const LAST = 0x10_ff_ff

const anyCharacter = fc
  .nat({ max: LAST - HALVES.count })
  .map((at) => String.fromCodePoint(at < HALVES.from ? at : at + HALVES.count))

/**
 * Texts of any characters at all. The library's own unit for that takes a second to set up, in each
 * process.
 */
export const anyText = (bounds: { readonly maxLength?: number } = {}): fc.Arbitrary<string> =>
  fc.string({ unit: anyCharacter, ...bounds })
