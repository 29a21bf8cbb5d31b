import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { sharedCases } from "./shared-cases.ts"

const check = sharedCases(fc.integer({ min: 1, max: 9 }))

describe("a check on shared cases", () => {
  it("passes where it holds for all that meet its precondition", () => {
    expect(() =>
      check((one) => {
        fc.pre(one > 5)
        expect(one).toBeGreaterThan(5)
      }),
    ).not.toThrow()
  })

  it("fails where it does not hold for one of them", () => {
    expect(() => check((one) => expect(one).toBeLessThan(9))).toThrow()
  })

  it("fails where no case meets its precondition", () => {
    expect(() => check((one) => fc.pre(one > 9))).toThrow()
  })
})
