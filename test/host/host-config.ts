import type { ProtocolName } from "./protocol.ts"
import type { ScriptedModel } from "./scripted-model.ts"

export interface HostConfigOptions {
  readonly model: Pick<ScriptedModel, "url" | "limit" | "limits">
  readonly protocol?: ProtocolName
  /** Replaces the protocol's default model id; the host picks prompt and tools by it. */
  readonly modelID?: string
  /** The plugin's entry as a file URL, and its options. */
  readonly plugin?: { readonly url: string; readonly options?: unknown }
  /** Merged into the configuration last, objects key by key. */
  readonly config?: Readonly<Record<string, unknown>>
}

const providerID = "scripted"

const packages: Record<ProtocolName, string> = {
  "chat-completions": "@ai-sdk/openai-compatible",
  "anthropic-messages": "@ai-sdk/anthropic",
  "openai-responses": "@ai-sdk/openai",
  gemini: "@ai-sdk/google",
}

const defaultModelIDs: Record<ProtocolName, string> = {
  "chat-completions": "scripted",
  "anthropic-messages": "claude-scripted",
  "openai-responses": "gpt-5-scripted",
  gemini: "gemini-3-scripted",
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value)

const merge = (
  base: Readonly<Record<string, unknown>>,
  extra: Readonly<Record<string, unknown>>,
): Record<string, unknown> => {
  const merged: Record<string, unknown> = { ...base }
  for (const [key, value] of Object.entries(extra)) {
    const before = merged[key]
    merged[key] = isRecord(before) && isRecord(value) ? merge(before, value) : value
  }
  return merged
}

const modelIDOf = ({ modelID, protocol = "chat-completions" }: HostConfigOptions): string =>
  modelID ?? defaultModelIDs[protocol]

/** The model as the host names it, with its provider. */
export const hostModel = (options: HostConfigOptions): string =>
  `${providerID}/${modelIDOf(options)}`

/** The `opencode.json` of a project whose only provider is the scripted model. */
export const hostConfig = (options: HostConfigOptions): Record<string, unknown> => {
  const { model, protocol = "chat-completions", plugin } = options
  const name = hostModel(options)
  const reasoning = protocol !== "chat-completions"
  const models: Record<string, unknown> = {}
  for (const [id, limit] of Object.entries({ [modelIDOf(options)]: model.limit, ...model.limits }))
    models[id] = { name: id, tool_call: true, reasoning, limit }
  const config = {
    $schema: "https://opencode.ai/config.json",
    model: name,
    small_model: name,
    autoupdate: false,
    share: "disabled",
    lsp: false,
    formatter: false,
    provider: {
      [providerID]: {
        npm: packages[protocol],
        name: "Scripted",
        options: { baseURL: model.url, apiKey: "none" },
        models,
      },
    },
    permission: { "*": "allow" },
    ...(plugin && { plugin: [[plugin.url, plugin.options ?? {}]] }),
  }
  return merge(config, options.config ?? {})
}
