import { describe, expect, it } from "vitest"
import { fitStatedOutput, fitStatedOutputs, outputCap } from "../../src/host/fit-stated-outputs.ts"
import { hooked } from "../builders/hooked.ts"

const outputOf = (limit: { context: number; input?: number; output: number }): number => {
  const models = { m: { limit: { ...limit } } }
  fitStatedOutputs(models)
  return models.m.limit.output
}

const small = () => ({ limit: { context: 16_000, output: 0 } })

describe("a stated output", () => {
  it.each([
    ["is a quarter of the context where it equals it", { context: 32_000, output: 32_000 }, 8_000],
    ["is a quarter of the context where it is more", { context: 8_000, output: 32_000 }, 2_000],
    [
      "is a quarter of the context where it is half of it",
      { context: 16_000, output: 8_000 },
      4_000,
    ],
    ["is a quarter of the context where it is none", { context: 16_384, output: 0 }, 4_096],
    ["of none stays where the host's own is no more", { context: 128_000, output: 0 }, 0],
    ["of none is lowered in the next smaller window", { context: 127_996, output: 0 }, 31_999],
    ["counts as what the host asks for at most", { context: 128_000, output: 128_000 }, 128_000],
    ["stays where it is a quarter", { context: 32_000, output: 8_000 }, 8_000],
    ["stays where the context is unknown", { context: 0, output: 4_000 }, 4_000],
    [
      "is a quarter of an input limit that is smaller",
      { context: 400_000, input: 16_000, output: 0 },
      4_000,
    ],
    ["is one token at least: the host takes 0 for none", { context: 3, output: 2 }, 1],
  ])("%s", (_, limit, expected) => {
    expect(outputOf(limit)).toBe(expected)
  })

  it.each([
    undefined,
    7,
    { m: undefined },
    { m: {} },
    { m: { limit: 7 } },
    { m: { limit: { context: 16_000 } } },
    { m: { limit: { context: "x", output: 4 } } },
  ])("need not be there: %j", (models) => {
    const before = structuredClone(models)
    fitStatedOutputs(models)
    expect(models).toEqual(before)
  })

  it("stays where the host forbids to change it", () => {
    const model = { limit: Object.freeze({ context: 16_000, output: 0 }) }
    fitStatedOutput(model)
    expect(model.limit.output).toBe(0)
  })

  it("is lowered in the configuration, in the model that is asked, and in all of its provider", async () => {
    const { run } = hooked()
    const [configured, asked, other] = [small(), small(), small()]
    await run("config", { provider: { p: { models: { configured } }, q: undefined } })
    await run(
      "experimental.chat.system.transform",
      { sessionID: "ses_1", model: asked },
      { system: [] },
    )
    await run(
      "chat.params",
      {
        sessionID: "ses_1",
        agent: "title",
        model: { ...asked, providerID: "p", id: "asked" },
        provider: { models: { other } },
      },
      { options: {} },
    ).catch(() => undefined)
    expect([configured, asked, other].map(({ limit }) => limit.output)).toEqual([
      4_000, 4_000, 4_000,
    ])
  })
})

describe("the user's cap on outputs", () => {
  it("counts for what is lowered", () => {
    const models = { m: { limit: { context: 200_000, output: 64_000 } } }
    fitStatedOutputs(models, 64_000)
    expect(models.m.limit.output).toBe(50_000)
  })

  it.each([
    [undefined, undefined],
    ["", undefined],
    ["64000", 64_000],
    ["1.5", undefined],
    ["-4", undefined],
    ["many", undefined],
  ])("of %j in the environment is %j", (value, expected) => {
    expect(outputCap(value)).toBe(expected)
  })
})
