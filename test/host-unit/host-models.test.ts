import { afterEach, beforeEach, expect, it, vi } from "vitest"
import { createHostModels } from "../../src/host/host-models.ts"

const limit = { context: 9_000, output: 1_000 }
const models = {
  bare: { limit },
  split: { limit: { ...limit, input: 8_000 } },
  free: { limit, cost: { input: 0, output: 0, cache: { read: 0, write: 0 } } },
  halfFree: { limit, cost: { input: 2, output: 0 } },
  uncached: { limit, cost: { input: 2, output: 8 } },
  priced: { limit, cost: { input: 3, output: 15, cache: { read: 0.3, write: 3.75 } } },
  odd: { limit, cost: { input: "3", output: -1 } },
}

/** A host that gives these answers one after the other. */
const host = (...answers: readonly (readonly unknown[] | undefined)[]) => {
  let asked = 0
  const known = createHostModels(async () => answers[asked++])
  return { ...known, calls: () => asked }
}
const large = (modelID: string) => ({ providerID: "acme", modelID })

/** For so long the host is not asked again for what it has not told. */
const later = (): void => void vi.advanceTimersByTime(60_000)
beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

it("the limits of a model are read where it is told without its cost", async () => {
  const { limits, calls } = host([{ id: "acme", models }])
  expect([await limits(large("bare")), await limits(large("split")), calls()]).toEqual([
    limit,
    { ...limit, input: 8_000 },
    1,
  ])
})

it("the prices of a model that was told without its cost are asked for again", async () => {
  const [first, told] = [{ limit }, models.priced].map((late) => [{ id: "acme", models: { late } }])
  const { limits, prices, calls } = host(first, first, told)
  expect([await limits(large("late")), await prices(large("late"))]).toEqual([limit, undefined])
  expect([await prices(large("late")), calls()]).toEqual([undefined, 2])
  later()
  expect(await prices(large("late"))).toMatchObject({ input: 3, output: 15 })
  expect([await prices(large("late")), calls()]).toEqual([expect.anything(), 3])
})

it.each<[keyof typeof models, unknown, unknown]>([
  ["free", limit, undefined],
  ["halfFree", limit, undefined],
  ["odd", limit, undefined],
  ["uncached", limit, { input: 2, output: 8, cacheRead: 2, cacheWrite: 2 }],
  ["priced", limit, { input: 3, output: 15, cacheRead: 0.3, cacheWrite: 3.75 }],
])("the limits and prices of a %s model are read at once", async (modelID, limits, prices) => {
  const { calls, ...known } = host([{ id: "acme", models }])
  const model = large(modelID)
  expect([await known.limits(model), await known.prices(model), calls()]).toEqual([
    limits,
    prices,
    1,
  ])
})

it("a model is asked for again at once where the host did not answer", async () => {
  const { limits, calls } = host(undefined, [{ id: "acme", models }])
  expect([await limits(large("bare")), await limits(large("bare")), calls()]).toEqual([
    undefined,
    limit,
    2,
  ])
})

it.each<[string, readonly unknown[]]>([
  ["knows no such provider", [{ id: "other", models }]],
  ["knows no such model", [{ id: "acme", models: { tiny: { limit } } }]],
  ["tells no limits of it", [{ id: "acme", models: { bare: {} } }]],
  ["tells half of its limits", [{ id: "acme", models: { bare: { limit: { context: 9_000 } } } }]],
  ["tells a provider without models, and none", [{ id: "acme" }, null]],
])("a model is asked for again after a minute where the host %s", async (_, first) => {
  const { limits, prices, calls } = host(first, first, [{ id: "acme", models }])
  expect([await limits(large("bare")), await prices(large("bare"))]).toEqual([undefined, undefined])
  expect([await limits(large("bare")), calls()]).toEqual([undefined, 2])
  later()
  expect([await limits(large("bare")), calls()]).toEqual([limit, 3])
})
