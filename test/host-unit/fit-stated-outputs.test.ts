import { describe, expect, it } from "vitest"
import { fitStatedOutputs } from "../../src/host/fit-stated-outputs.ts"

const outputOf = (limit: { context: number; output: number }): number => {
  const model = { limit: { ...limit } }
  fitStatedOutputs({ provider: { p: { models: { m: model } } } })
  return model.limit.output
}

describe("a stated output", () => {
  it.each([
    ["is a quarter of the context where it equals it", { context: 32_000, output: 32_000 }, 8_000],
    ["is a quarter of the context where it is more", { context: 8_000, output: 32_000 }, 2_000],
    ["stays where it is less", { context: 32_000, output: 31_999 }, 31_999],
    ["stays where the context is unknown", { context: 0, output: 4_000 }, 4_000],
  ])("%s", (_, limit, expected) => {
    expect(outputOf(limit)).toBe(expected)
  })

  it.each([
    {},
    { provider: {} },
    { provider: { p: {} } },
    { provider: { p: { models: { m: {} } } } },
  ])("need not be there: %j", (config) => {
    const before = structuredClone(config)
    fitStatedOutputs(config)
    expect(config).toEqual(before)
  })
})
