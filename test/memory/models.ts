import { asRecord } from "../../src/session/is-record.ts"
import type { ModelChoice, Tokens } from "./stored.ts"

export interface HostModel {
  readonly name: string
  readonly id: string
  readonly providerID: string
  readonly limit: { readonly context: number; readonly input?: number; readonly output: number }
  readonly capabilities: {
    readonly input: Readonly<Record<string, boolean>>
    readonly [key: string]: unknown
  }
  readonly [key: string]: unknown
}

const outputCap = 32_000
const mostReserved = 20_000

const numberOf = (value: unknown): number => (typeof value === "number" ? value : 0)

const media = (kinds: unknown) =>
  Object.fromEntries(
    ["text", "audio", "image", "video", "pdf"].map((kind) => [
      kind,
      Array.isArray(kinds) ? kinds.includes(kind) : kind === "text",
    ]),
  )

const readModel = (providerID: string, id: string, npm: unknown, value: unknown): HostModel => {
  const model = asRecord(value)
  const limit = asRecord(model["limit"])
  const modalities = asRecord(model["modalities"])
  const cost = asRecord(model["cost"])
  return {
    id,
    providerID,
    api: { id, url: "", npm },
    name: typeof model["name"] === "string" ? model["name"] : id,
    family: "",
    capabilities: {
      temperature: false,
      reasoning: model["reasoning"] === true,
      attachment: model["attachment"] === true,
      toolcall: model["tool_call"] !== false,
      input: media(modalities["input"]),
      output: media(modalities["output"]),
      interleaved: asRecord(model["interleaved"])["field"] ? model["interleaved"] : false,
    },
    cost: {
      input: numberOf(cost["input"]),
      output: numberOf(cost["output"]),
      cache: { read: numberOf(cost["cache_read"]), write: numberOf(cost["cache_write"]) },
    },
    limit: {
      context: numberOf(limit["context"]),
      output: numberOf(limit["output"]),
      ...(typeof limit["input"] === "number" && { input: limit["input"] }),
    },
    status: "active",
    options: {},
    headers: {},
    release_date: "",
    variants: {},
  }
}

/** The configured providers as the host lists them. */
export const readProviders = (config: Record<string, unknown>) =>
  Object.entries(asRecord(config["provider"])).map(([id, value]) => {
    const provider = asRecord(value)
    return {
      id,
      name: provider["name"],
      source: "config",
      env: [],
      options: asRecord(provider["options"]),
      models: Object.fromEntries(
        Object.entries(asRecord(provider["models"])).map(([name, model]) => [
          name,
          readModel(id, name, provider["npm"], model),
        ]),
      ),
    }
  })

export type HostProvider = ReturnType<typeof readProviders>[number]

export const findModel = (
  providers: readonly HostProvider[],
  { providerID, modelID }: ModelChoice,
): { readonly provider: HostProvider; readonly model: HostModel } => {
  const provider = providers.find(({ id }) => id === providerID)
  const model = provider?.models[modelID]
  if (!provider || !model) throw new Error(`Model not found: ${providerID}/${modelID}.`)
  return { provider, model }
}

/** Tokens that the host asks a model for. */
export const outputTokens = ({ limit }: HostModel): number =>
  Math.min(limit.output, outputCap) || outputCap

/** Tokens that a prompt may have before the host compacts. */
export const usableTokens = (model: HostModel, config: Record<string, unknown>): number => {
  const { context, input } = model.limit
  const { reserved } = asRecord(config["compaction"])
  const kept = typeof reserved === "number" ? reserved : Math.min(mostReserved, outputTokens(model))
  if (context === 0) return 0
  return Math.max(0, input === undefined ? context - outputTokens(model) : input - kept)
}

export const compactsItself = (config: Record<string, unknown>): boolean =>
  asRecord(config["compaction"])["auto"] !== false

/** Whether the host compacts behind an answer with this usage. */
export const isOverflow = (
  tokens: Tokens,
  model: HostModel,
  config: Record<string, unknown>,
): boolean => {
  const { input, output, cache } = tokens
  const used = tokens.total ?? input + output + cache.read + cache.write
  return compactsItself(config) && model.limit.context !== 0 && used >= usableTokens(model, config)
}
