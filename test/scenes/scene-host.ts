import fs from "node:fs"
import { fileURLToPath } from "node:url"
import type { PluginModule } from "@opencode-ai/plugin"
import { inject } from "vitest"
import { createThrowawayHost } from "../host/throwaway-host.ts"
import type { ThrowawayHost, ThrowawayHostOptions } from "../host/throwaway-host.ts"
import { createMemoryHost } from "../memory/memory-host.ts"

declare module "vitest" {
  export interface ProvidedContext {
    /** What this run's scenes are played on. */
    sceneHost: "memory" | "real"
  }
}

const built = new URL("../../dist/index.js", import.meta.url)

/** Other plugins in the same host, as file URLs of their modules. */
export interface Neighbours {
  readonly before?: readonly string[]
  readonly behind?: readonly string[]
}

export interface SceneHostOptions extends Omit<ThrowawayHostOptions, "plugin"> {
  /** The plugin is left out without. */
  readonly pluginOptions?: unknown
  readonly neighbours?: Neighbours
}

/** Another copy of the plugin: the same code as a module of its own. */
export const copyOfPlugin = (): string =>
  `${inject("sceneHost") === "memory" ? new URL("../../src/index.ts", import.meta.url).href : built.href}?copy`

const onRealHost = ({
  pluginOptions,
  neighbours: { before = [], behind = [] } = {},
  ...options
}: SceneHostOptions): Promise<ThrowawayHost> => {
  if (pluginOptions === undefined) return createThrowawayHost(options)
  if (!fs.existsSync(fileURLToPath(built)))
    throw new Error("The plugin is not built: run `npm run build`")
  const plugin = [...before, [built.href, pluginOptions], ...behind]
  return createThrowawayHost({ ...options, config: { ...options.config, plugin } })
}

const loader = (url: string) => async (): Promise<PluginModule> => {
  const { default: plugin }: { readonly default: PluginModule } = await import(url)
  return plugin
}

const inMemory = ({
  pluginOptions,
  neighbours: { before = [], behind = [] } = {},
  ...options
}: SceneHostOptions): Promise<ThrowawayHost> =>
  createMemoryHost({
    ...options,
    ...(pluginOptions !== undefined && {
      plugin: {
        options: pluginOptions,
        load: async () => (await import("../../src/index.ts")).default,
        before: before.map(loader),
        behind: behind.map(loader),
      },
    }),
  })

/** The host that this run's scenes are played on. */
export const createSceneHost = (options: SceneHostOptions): Promise<ThrowawayHost> =>
  inject("sceneHost") === "memory" ? inMemory(options) : onRealHost(options)
