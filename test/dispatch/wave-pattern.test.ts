import { expect, it } from "vitest"
import { expectedTokens, wavePattern, waveSizes } from "../../src/dispatch/wave/wave-pattern.ts"
import type { WavePattern } from "../../src/dispatch/wave/wave-pattern.ts"

it.each<[number, WavePattern, readonly number[], number]>([
  [1, "direct", [1], 8_000],
  [4, "direct", [4], 32_000],
  [5, "summary", [5], 2_500],
  [9, "summary", [9], 4_500],
  [10, "file", [5, 5], 1_500],
  [11, "file", [5, 5, 1], 2_050],
  [15, "file", [5, 5, 5], 2_250],
  [16, "file", [5, 5, 5, 1], 2_800],
  [20, "file", [5, 5, 5, 5], 3_000],
  [21, "refused", [], 0],
])("%i sub-agents are %s, in waves of %j, with at most %i tokens", (count, ...expected) => {
  const pattern = wavePattern(count)
  expect([pattern, waveSizes(pattern, count), expectedTokens(pattern, count)]).toStrictEqual(
    expected,
  )
})

it("plans no wave for nobody", () => {
  expect(waveSizes("direct", 0)).toStrictEqual([])
})
