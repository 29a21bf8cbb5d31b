import { describe, expect, it } from "vitest"
import { commonCap } from "../../src/session/common-cap.ts"

describe("the common size", () => {
  it.each<[string, number[], number, number]>([
    ["cuts the largest alone", [900, 300, 100], 400, 500],
    ["cuts the largest down to the next", [900, 300, 100], 600, 300],
    ["cuts several alike", [900, 500, 100], 600, 400],
    ["leaves nothing where everything must go", [300, 200], 500, 0],
    ["leaves nothing where that is not enough", [300, 200], 900, 0],
    ["is nothing without pieces", [], 100, 0],
  ])("%s", (_, sizes, excess, cap) => {
    expect(commonCap(sizes, excess)).toBe(cap)
  })
})
