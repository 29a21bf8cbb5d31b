import { describe, expect, it } from "vitest"
import { growthSample } from "../../src/session/learn-from-usage.ts"
import { usageReport } from "../builders/usage-report.ts"

const from = usageReport({ reported: 1_000, counted: 900 })

describe("what an answer teaches", () => {
  it("is the reported growth beside the counted one", () => {
    expect(growthSample({ from, to: usageReport({ reported: 1_200, counted: 1_058 }) })).toEqual({
      reported: 200,
      counted: 158,
    })
  })

  it.each([
    ["an edit took something out in between", { counted: 1_058, freed: 10 }],
    ["the host took something out in between", { counted: 800 }],
  ])("is nothing where %s", (_, more) => {
    expect(growthSample({ from, to: usageReport({ reported: 1_200, ...more }) })).toBeUndefined()
  })
})
