import fs from "node:fs"
import os from "node:os"
import path from "node:path"
import { createOpencodeClient } from "@opencode-ai/sdk/client"
import { asRecord } from "../../src/session/is-record.ts"
import { hostConfig, hostModel } from "../host/host-config.ts"
import type { HostResult } from "../host/host-process.ts"
import { createProject } from "../host/throwaway-host.ts"
import type { HostServer, ThrowawayHost, ThrowawayHostOptions } from "../host/throwaway-host.ts"
import { openHttpFront } from "./http-front.ts"
import type { Around } from "./instance.ts"
import type { PluginToLoad } from "./load-plugin.ts"
import { startInstance } from "./start-instance.ts"
import type { RunningInstance } from "./start-instance.ts"
import { createStore } from "./store.ts"

export interface MemoryHostOptions extends Omit<ThrowawayHostOptions, "plugin"> {
  readonly plugin?: Omit<PluginToLoad, "environment">
  readonly around?: Around
}

/** What a run of the command line does with one prompt. */
const runOnce = async (instance: RunningInstance, prompt: string): Promise<HostResult> => {
  const { host, runs } = instance
  const errors: string[] = []
  const end = host.bus.subscribe(({ type, properties }) => {
    const { data } = asRecord(asRecord(properties)["error"])
    if (type === "session.error") errors.push(`Error: ${String(asRecord(data)["message"])}`)
  })
  const { project: directory, texts } = host
  const { id } = host.store.create({ directory, version: texts.version })
  const { parts } = await runs.prompt(id, { parts: [{ type: "text", text: prompt }] })
  const said = parts.flatMap((part) => (part.type === "text" ? [part.text] : []))
  end()
  await instance.dispose()
  await instance.stop()
  return {
    exitCode: errors.length > 0 ? 1 : 0,
    output: [...said, ...errors].join("\n"),
  }
}

/** An OpenCode in memory: the same project, plugin and API, without a process of its own. */
export const createMemoryHost = async (options: MemoryHostOptions): Promise<ThrowawayHost> => {
  const root = options.root ?? fs.mkdtempSync(path.join(os.tmpdir(), "memory-host-"))
  const home = path.join(root, "home")
  const project = path.join(root, "project")
  const dataFolder = path.join(home, ".local/share")
  const { plugin, around, ...hostOptions } = options
  createProject(project, hostOptions)
  fs.mkdirSync(dataFolder, { recursive: true })
  const store = createStore()
  const lines: string[] = []
  const running = new Set<() => Promise<void>>()
  const start = (): Promise<RunningInstance> =>
    startInstance({
      project,
      dataFolder,
      store,
      config: hostConfig({
        ...hostOptions,
        ...(plugin && { plugin: { url: "memory:plugin", options: plugin.options } }),
      }),
      log: (line) => void lines.push(line),
      ...(around && { around }),
      ...(plugin && {
        plugin: {
          ...plugin,
          environment: {
            HOME: home,
            XDG_DATA_HOME: dataFolder,
            XDG_CONFIG_HOME: path.join(home, ".config"),
            ...options.environment,
          },
        },
      }),
    })

  const serve = async (): Promise<HostServer> => {
    const instance = await start()
    const front = await openHttpFront(instance.handle)
    const end = async (finish: () => Promise<void>): Promise<void> => {
      running.delete(kill)
      await finish()
      await front.close()
    }
    const kill = (): Promise<void> => end(async () => instance.kill())
    running.add(kill)
    return {
      url: front.url,
      client: createOpencodeClient({ baseUrl: front.url, directory: project }),
      kill,
      stop: () => end(() => instance.stop()),
    }
  }

  return {
    root,
    project,
    model: hostModel(hostOptions),
    dataFolder,
    run: async (prompt) => runOnce(await start(), prompt),
    serve,
    logs: () => lines.join("\n"),
    dispose: async () => {
      for (const kill of Array.from(running)) await kill()
      fs.rmSync(root, { recursive: true, force: true, maxRetries: 3 })
    },
  }
}
