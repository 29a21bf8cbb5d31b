import * as fc from "fast-check"
import { expect, it } from "vitest"
import { pressureOf } from "../../src/dispatch/wave/pressure.ts"
import type { Pressure } from "../../src/dispatch/wave/pressure.ts"
import { pressureText } from "../../src/dispatch/wave/wave-texts.ts"
import { holds } from "../builders/holds.ts"

it.each<[number, number, Pressure]>([
  [0, 200_000, "nominal"],
  [159_999, 200_000, "nominal"],
  [160_000, 200_000, "warning"],
  [189_999, 200_000, "warning"],
  [190_000, 200_000, "critical"],
  [199_999, 200_000, "critical"],
  [200_000, 200_000, "exceeded"],
  [250_000, 200_000, "exceeded"],
  [0, 0, "exceeded"],
  [1_000, Number.POSITIVE_INFINITY, "nominal"],
])("%i of %i tokens are %s", (used, limit, expected) => {
  expect(pressureOf({ used, limit })).toBe(expected)
})

it("pressure is exact at its borders, whatever the limit", () => {
  holds(
    fc.property(fc.integer({ min: 1, max: 20_000 }), (unit) => {
      const limit = 20 * unit
      const around = [16 * unit - 1, 16 * unit, 19 * unit - 1, 19 * unit, limit - 1, limit]
      expect(around.map((used) => pressureOf({ used, limit }))).toStrictEqual([
        "nominal",
        "warning",
        "warning",
        "critical",
        "critical",
        "exceeded",
      ])
    }),
  )
})

it.each<[Pressure, string]>([
  ["nominal", "Collected 3/8."],
  [
    "warning",
    "Collected 3/8. The context window is over 80 % full. Next: write down what was collected, record it with the tool `dispatch`, action `synthesis`; the older part of the session is compacted with the next request, then go on.",
  ],
  [
    "critical",
    "Collected 3/8. The context window is over 95 % full. Next: write down what was collected now, record it with the tool `dispatch`, action `synthesis`, and dispatch nothing before that.",
  ],
  [
    "exceeded",
    "Collected 3/8. The context window is full. Next: finish the current operation, then stop and ask the user how to go on.",
  ],
])("the text of %s pressure says what comes next", (level, expected) => {
  expect(pressureText(level, { collected: 3, total: 8 })).toBe(expected)
})
