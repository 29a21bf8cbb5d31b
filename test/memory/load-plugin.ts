import type { Hooks, PluginInput, PluginModule } from "@opencode-ai/plugin"

export interface PluginToLoad {
  readonly load: () => Promise<PluginModule>
  readonly options: unknown
  readonly environment: Readonly<Record<string, string>>
}

/** Variables that a plugin of ours reads; nothing of the developer's own reaches it. */
const ours = /^(?:SPEC_CONTEXT_|STAGED_COMPACTION_(?!RUN$)|OPENCODE_)/

/**
 * Starts a plugin in the environment of its host. What a plugin reads later is that of the process,
 * from which the set-up of the scenes has taken what is the developer's own.
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
