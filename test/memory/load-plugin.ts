import type { Hooks, PluginInput, PluginModule } from "@opencode-ai/plugin"

export interface PluginToLoad {
  readonly load: () => Promise<PluginModule>
  readonly options: unknown
  /** Other plugins in the order in which they are loaded, which get no options. */
  readonly before?: readonly (() => Promise<PluginModule>)[]
  readonly behind?: readonly (() => Promise<PluginModule>)[]
  readonly environment: Readonly<Record<string, string>>
}

/** Variables that a plugin of ours reads; nothing of the developer's own reaches it. */
const ours = /^(?:SPEC_CONTEXT_|STAGED_COMPACTION_(?!RUN$)|OPENCODE_)/

/**
 * Starts plugins in the environment of its host. What a plugin reads later is that of the process,
 * from which the set-up of the scenes has taken what is the developer's own.
 */
export const startPlugins = async (
  { load, options, environment, before: first = [], behind = [] }: PluginToLoad,
  input: PluginInput,
): Promise<Hooks> => {
  const own = { load, options }
  const all = [...first.map(without), own, ...behind.map(without)]
  const modules = await Promise.all(all.map((one) => one.load()))
  const before = { ...process.env }
  for (const name of Object.keys(process.env)) if (ours.test(name)) delete process.env[name]
  Object.assign(process.env, environment)
  try {
    const hooks: Hooks[] = []
    for (const [index, { server }] of modules.entries())
      // oxlint-disable-next-line no-unsafe-type-assertion -- as wrong as the test wants them
      hooks.push(await server(input, all[index]?.options as Record<string, unknown>))
    return inOrder(hooks)
  } finally {
    for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name]
    Object.assign(process.env, before)
  }
}

const without = (load: PluginToLoad["load"]) => ({ load, options: undefined })

type HookName = keyof Hooks

/** The hooks of several plugins as one: each is awaited before the next one begins. */
const inOrder = (all: readonly Hooks[]): Hooks => {
  const [only, ...others] = all
  if (only && others.length === 0) return only
  const names = new Set(all.flatMap((hooks) => Object.keys(hooks)))
  names.delete("tool")
  const chained = Array.from(names, (name) => [
    name,
    async (...given: unknown[]): Promise<void> => {
      for (const hooks of all) {
        // oxlint-disable-next-line no-unsafe-type-assertion -- a name out of these hooks
        const hook: unknown = hooks[name as HookName]
        if (typeof hook === "function") await hook(...given)
      }
    },
  ])
  return { ...Object.fromEntries(chained), tool: Object.assign({}, ...all.map(({ tool }) => tool)) }
}
