import type { PluginInput } from "@opencode-ai/plugin"
import { expect, it } from "vitest"
import { createHostClient } from "../../src/host/host-client.ts"

const limit = { context: 9_000, output: 1_000 }
const models = {
  bare: { limit },
  free: { limit, cost: { input: 0, output: 0, cache: { read: 0, write: 0 } } },
  uncached: { limit, cost: { input: 2, output: 8 } },
  priced: { limit, cost: { input: 3, output: 15, cache: { read: 0.3, write: 3.75 } } },
}
// oxlint-disable-next-line no-unsafe-type-assertion -- no more of the host is called
const host = {
  config: { providers: async () => ({ data: { providers: [{ id: "acme", models }] } }) },
} as unknown as PluginInput["client"]

it.each<[keyof typeof models, unknown]>([
  ["bare", undefined],
  ["free", undefined],
  ["uncached", { input: 2, output: 8, cacheRead: 2, cacheWrite: 2 }],
  ["priced", { input: 3, output: 15, cacheRead: 0.3, cacheWrite: 3.75 }],
])("the prices of a %s model are read beside its limits", async (modelID, expected) => {
  const client = createHostClient(host)
  const model = { providerID: "acme", modelID }
  expect([await client.limits(model), await client.prices(model)]).toEqual([limit, expected])
})
