import fs from "node:fs"
import { fileURLToPath } from "node:url"
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

export interface SceneHostOptions extends Omit<ThrowawayHostOptions, "plugin"> {
  /** The plugin is left out without. */
  readonly pluginOptions?: unknown
}

const onRealHost = ({ pluginOptions, ...options }: SceneHostOptions): Promise<ThrowawayHost> => {
  if (pluginOptions === undefined) return createThrowawayHost(options)
  if (!fs.existsSync(fileURLToPath(built)))
    throw new Error("The plugin is not built: run `npm run build`")
  return createThrowawayHost({ ...options, plugin: { url: built.href, options: pluginOptions } })
}

const inMemory = ({ pluginOptions, ...options }: SceneHostOptions): Promise<ThrowawayHost> =>
  createMemoryHost({
    ...options,
    ...(pluginOptions !== undefined && {
      plugin: {
        options: pluginOptions,
        load: async () => (await import("../../src/index.ts")).default,
      },
    }),
  })

/** The host that this run's scenes are played on. */
export const createSceneHost = (options: SceneHostOptions): Promise<ThrowawayHost> =>
  inject("sceneHost") === "memory" ? inMemory(options) : onRealHost(options)
