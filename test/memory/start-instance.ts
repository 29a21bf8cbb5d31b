import path from "node:path"
import { createOpencodeClient } from "@opencode-ai/sdk/client"
import type { Event } from "@opencode-ai/sdk"
import type { Hooks, PluginInput } from "@opencode-ai/plugin"
import { asRecord } from "../../src/session/is-record.ts"
import { readHostTexts } from "../host/host-texts.ts"
import { readAgents } from "./agents.ts"
import { createBus } from "./bus.ts"
import { commandFiles, skillFiles } from "./files.ts"
import { createAsking, createQuestionTool, permitted } from "./asking.ts"
import { outputFolder, setting, trigger } from "./instance.ts"
import type { Around, Instance } from "./instance.ts"
import { startPlugins } from "./load-plugin.ts"
import type { PluginToLoad } from "./load-plugin.ts"
import { readProviders } from "./models.ts"
import { respond } from "./respond.ts"
import { createRoutes } from "./routes.ts"
import type { Route } from "./routes.ts"
import { createRuns } from "./runs.ts"
import type { Runs } from "./runs.ts"
import type { Store } from "./store.ts"
import { createTaskTool } from "./task-tool.ts"
import { pluginEntries } from "./tool-list.ts"
import type { ToolEntry } from "./tool-list.ts"
import { createBashTool } from "./tools/bash-tool.ts"
import { createEditTool, createReadTool, createWriteTool } from "./tools/file-tools.ts"
import { createSkillTool, createTodoTool } from "./tools/note-tools.ts"
import { createGlobTool, createGrepTool } from "./tools/search-tools.ts"

export interface InstanceOptions {
  readonly project: string
  readonly dataFolder: string
  readonly store: Store
  /** The project's configuration as it was written. */
  readonly config: Record<string, unknown>
  readonly plugin?: PluginToLoad
  readonly around?: Around
  readonly log: (line: string) => void
}

export interface RunningInstance {
  readonly host: Instance
  readonly runs: Runs
  readonly handle: (request: Request) => Promise<Response>
  /** As a process that is asked to end; a server does not dispose of its plugins then. */
  stop(): Promise<void>
  /** What a run of the command line does at its end. */
  dispose(): Promise<void>
  /** As a process that is gone: nothing is answered or heard any more. */
  kill(): void
}

const never = new Promise<never>(() => {})

const withCommands = (
  project: string,
  config: Record<string, unknown>,
): Record<string, unknown> => {
  const files = commandFiles(project).map(({ name, head, text }) => {
    const { subtask, ...fields } = head
    const command = { ...fields, template: text, ...(subtask && { subtask: subtask === "true" }) }
    return [name, command] as const
  })
  const command = { ...Object.fromEntries(files), ...asRecord(config["command"]) }
  const specs: unknown = config["plugin"]
  const source = path.join(project, "opencode.json")
  return {
    agent: {},
    mode: {},
    username: "memory",
    ...config,
    command,
    ...(Array.isArray(specs) && {
      plugin_origins: specs.map((spec: unknown) => ({ spec, source, scope: "local" })),
    }),
  }
}

const toolEntries = (host: Instance, runs: () => Runs): ToolEntry[] => {
  const { project } = host
  const environment = async (call: { sessionID: string; callID: string }): Promise<void> =>
    trigger(host, "shell.env", { cwd: project, ...call }, { env: {} })
  const entries = [
    { id: "bash", run: createBashTool({ project, outputs: outputFolder(host), environment }) },
    { id: "edit", run: createEditTool(project) },
    { id: "glob", run: createGlobTool(project) },
    { id: "grep", run: createGrepTool(project) },
    { id: "question", run: createQuestionTool(host.questions) },
    { id: "read", run: createReadTool(project) },
    { id: "skill", run: createSkillTool(() => skillFiles(project)) },
    { id: "task", run: createTaskTool(host, runs) },
    { id: "todowrite", run: createTodoTool((todos) => host.bus.publish("todo.updated", todos)) },
    { id: "write", run: createWriteTool(project) },
    ...pluginEntries(host),
  ]
  return entries.map(({ id, run }) => {
    const permission = id === "write" ? "edit" : id
    return setting(host, "permission", permission) === "ask"
      ? { id, run: permitted(permission, { asking: host.permissions, run }) }
      : { id, run }
  })
}

/** Starts a host on a store: loads the plugin, hands it the configuration, and opens the API. */
export const startInstance = async (options: InstanceOptions): Promise<RunningInstance> => {
  const { project, dataFolder, store, plugin, log } = options
  const config = withCommands(project, structuredClone(options.config))
  const bus = createBus()
  let isDead = false
  let routes: readonly Route[] = []
  const handle = (request: Request): Promise<Response> =>
    isDead ? never : respond({ bus, routes }, request)
  const client = createOpencodeClient({
    baseUrl: "http://memory-host",
    directory: project,
    fetch: handle,
  })
  const hooks: Hooks = plugin ? await startPlugins(plugin, inputFor(client, project)) : {}
  await hooks.config?.(config)
  const around: Around = options.around ?? ((_hook, run) => run())
  const texts = readHostTexts()
  const host: Instance = {
    project,
    dataFolder,
    texts,
    config,
    providers: readProviders(config),
    agents: readAgents(texts, config),
    skills: () =>
      skillFiles(project).map(({ name, head, file, text }) => ({
        name: head["name"] ?? name,
        description: head["description"] ?? "",
        location: file,
        content: `${text}\n`,
      })),
    hooks,
    around: (hook, run) => (isDead ? never : around(hook, run)),
    store,
    bus,
    questions: createAsking(),
    permissions: createAsking(),
    log,
  }
  const runs: Runs = createRuns(host, () => toolEntries(host, () => runs))
  routes = createRoutes(host, runs)
  const end = bus.subscribe((event) => {
    // The host does not wait for this hook.
    // oxlint-disable-next-line no-unsafe-type-assertion -- of all events only ours are made here
    if (!isDead) void around("event", async () => hooks.event?.({ event: event as Event }))
  })
  return {
    host,
    runs,
    handle,
    stop: async () => {
      await runs.stop()
      isDead = true
      end()
    },
    dispose: async () => {
      await around("dispose", async () => hooks.dispose?.())
    },
    kill: () => {
      isDead = true
      end()
    },
  }
}

const inputFor = (client: PluginInput["client"], project: string): PluginInput => {
  const now = Date.now()
  // oxlint-disable-next-line no-unsafe-type-assertion -- what plugins get besides is never used here
  return {
    client,
    directory: project,
    worktree: project,
    project: { id: "global", worktree: project, vcs: "git", time: { created: now, updated: now } },
    serverUrl: new URL("http://localhost:4096/"),
  } as unknown as PluginInput
}
