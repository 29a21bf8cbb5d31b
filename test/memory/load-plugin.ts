import type { Hooks, PluginInput, PluginModule } from "@opencode-ai/plugin"

export interface PluginToLoad {
  readonly load: () => Promise<PluginModule>
  readonly options: unknown
  readonly environment: Readonly<Record<string, string>>
}

/** Variables that a plugin of ours reads; nothing of the developer's own reaches it. */
const ours = /^(?:SPEC_CONTEXT_|STAGED_COMPACTION_|OPENCODE_)/

/**
 * Starts a plugin in the environment of its host. Plugins read it when they start: afterwards the
 * process has its own again.
 */
export const startPlugin = async (
  { load, options, environment }: PluginToLoad,
  input: PluginInput,
): Promise<Hooks> => {
  const { server } = await load()
  const before = { ...process.env }
  for (const name of Object.keys(process.env)) if (ours.test(name)) delete process.env[name]
  Object.assign(process.env, environment)
  try {
    // oxlint-disable-next-line no-unsafe-type-assertion -- as wrong as the test wants them
    return await server(input, options as Record<string, unknown>)
  } finally {
    for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name]
    Object.assign(process.env, before)
  }
}
