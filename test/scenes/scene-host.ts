import fs from "node:fs"
import { fileURLToPath } from "node:url"
import { createThrowawayHost } from "../host/throwaway-host.ts"
import type { ThrowawayHost, ThrowawayHostOptions } from "../host/throwaway-host.ts"

const pluginUrl = new URL("../../dist/index.js", import.meta.url).href

export interface SceneHostOptions extends Omit<ThrowawayHostOptions, "plugin"> {
  /** The plugin is left out without. */
  readonly pluginOptions?: unknown
}

/** The host that this run's scenes are played on. */
export const createSceneHost = async ({
  pluginOptions,
  ...options
}: SceneHostOptions): Promise<ThrowawayHost> => {
  if (pluginOptions === undefined) return createThrowawayHost(options)
  if (!fs.existsSync(fileURLToPath(pluginUrl)))
    throw new Error("The plugin is not built: run `npm run build`")
  return createThrowawayHost({ ...options, plugin: { url: pluginUrl, options: pluginOptions } })
}
