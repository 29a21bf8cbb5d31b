import { z } from "zod"
import type { ModelLimits } from "../session/budget.ts"
import { asRecord } from "../session/is-record.ts"
import type { TokenPrices } from "../session/summary/prices.ts"
import { modelName } from "../session/transcript.ts"
import type { ModelRef } from "../session/transcript.ts"

/** What the host knows of models; undefined of one that it has told nothing of. */
export interface HostModels {
  readonly limits: (model: ModelRef) => Promise<ModelLimits | undefined>
  readonly prices: (model: ModelRef) => Promise<TokenPrices | undefined>
}

const limitSchema = z.object({
  context: z.number(),
  input: z.number().optional(),
  output: z.number(),
})

/** The models of all providers; undefined where the host does not answer. */
export type ReadProviders = () => Promise<readonly unknown[] | undefined>

/** What is not among a host's models is not asked for again for so long, milliseconds. */
const ABSENT_MS = 60_000

/** Reads the models of all providers, and again for what was not among them. */
export function createHostModels(readProviders: ReadProviders): HostModels {
  const limits = new Map<string, ModelLimits>()
  /** Undefined where the host tells that a model costs nothing. */
  const prices = new Map<string, TokenPrices | undefined>()
  const absentUntil = { limits: new Map<string, number>(), prices: new Map<string, number>() }

  /** Whether the host has answered. */
  const readModels = async (): Promise<boolean> => {
    const providers = await readProviders()
    for (const provider of providers?.map(asRecord) ?? [])
      for (const [id, model] of Object.entries(asRecord(provider["models"]))) {
        const name = modelName({ providerID: String(provider["id"]), modelID: id })
        const limit = limitSchema.safeParse(asRecord(model)["limit"])
        if (limit.success) limits.set(name, limit.data)
        if (hasCost(model)) prices.set(name, readPrices(model))
      }
    return providers !== undefined
  }

  const known = async <T>(
    values: ReadonlyMap<string, T>,
    until: Map<string, number>,
    model: ModelRef,
  ): Promise<T | undefined> => {
    const name = modelName(model)
    const isDue = performance.now() >= (until.get(name) ?? 0)
    if (!values.has(name) && isDue && (await readModels()) && !values.has(name))
      until.set(name, performance.now() + ABSENT_MS)
    return values.get(name)
  }

  return {
    limits: (model) => known(limits, absentUntil.limits, model),
    prices: (model) => known(prices, absentUntil.prices, model),
  }
}

/** A model can be told before its cost is known, which then comes later. */
const hasCost = (model: unknown): boolean => asRecord(model)["cost"] !== undefined

/** Whatever a host leaves out of a model, its limits are read all the same. */
function readPrices(model: unknown): TokenPrices | undefined {
  const cost = asRecord(asRecord(model)["cost"])
  const cache = asRecord(cost["cache"])
  const [input, output] = [price(cost["input"]), price(cost["output"])]
  return input > 0 && output > 0
    ? {
        input,
        output,
        cacheRead: price(cache["read"]) || input,
        cacheWrite: price(cache["write"]) || input,
      }
    : undefined
}

const price = (value: unknown): number => (typeof value === "number" && value > 0 ? value : 0)
