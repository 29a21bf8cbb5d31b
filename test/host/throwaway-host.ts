import { execFileSync } from "node:child_process"
import fs from "node:fs"
import path from "node:path"
import { createOpencodeClient } from "@opencode-ai/sdk/client"
import type { OpencodeClient } from "@opencode-ai/sdk/client"
import { noteStart, patience } from "../run/patience.ts"
import { runFolder } from "../run/run-folder.ts"
import { hostConfig, hostModel } from "./host-config.ts"
import type { HostConfigOptions } from "./host-config.ts"
import { findFreePort, hostEnvironment } from "./host-environment.ts"
import { startHostProcess } from "./host-process.ts"
import type { HostProcess, HostProcessOptions, HostResult } from "./host-process.ts"
import { measureStart } from "./measure-start.ts"
import { copyTemplateHome } from "./template-home.ts"

export interface ThrowawayHostOptions extends HostConfigOptions {
  /** A fixed folder, so that two runs send the same paths; a temporary one when left out. */
  readonly root?: string
  /** Files written into the project, by relative path. */
  readonly files?: Readonly<Record<string, string>>
  /** Files and folders copied into the project. */
  readonly copies?: readonly { readonly from: string; readonly to: string }[]
  /** Additional environment of the host. */
  readonly environment?: Readonly<Record<string, string>>
}

export interface HostServer {
  readonly url: string
  readonly client: OpencodeClient
  /** Ends the server at once, as a crash would. */
  kill(): Promise<void>
  stop(): Promise<void>
}

/** A real host whose home, data and project live in a folder of their own. */
export interface ThrowawayHost {
  readonly root: string
  readonly project: string
  /** The configured model as the host names it, for `--model` and agents. */
  readonly model: string
  /** What the host and its plugins see as `$XDG_DATA_HOME`. */
  readonly dataFolder: string
  /** What `opencode run` does with one prompt, in a session of its own. */
  run(prompt: string): Promise<HostResult>
  serve(): Promise<HostServer>
  /** What the host has logged on disk. */
  logs(): string
  /** Ends what still runs and removes the folder. */
  dispose(): Promise<void>
}

/** A run is a start and a session's requests, and few sessions take as long as the start did. */
const runStarts = 2
/** A server ends at once or not at all. */
const stopStarts = 0.1
/** Between its choice and its use a free port may be taken by another process. */
const mostPorts = 5

export const createProject = (project: string, options: ThrowawayHostOptions): void => {
  fs.mkdirSync(project, { recursive: true })
  execFileSync("git", ["init", "--quiet", project])
  for (const { from, to } of options.copies ?? [])
    fs.cpSync(from, path.join(project, to), { recursive: true })
  for (const [name, text] of Object.entries(options.files ?? {})) {
    fs.mkdirSync(path.dirname(path.join(project, name)), { recursive: true })
    fs.writeFileSync(path.join(project, name), text)
  }
  settleFolder(path.join(project, ".opencode"))
  const config = JSON.stringify(hostConfig(options), undefined, 2)
  fs.writeFileSync(path.join(project, "opencode.json"), config)
}

/**
 * Beside commands and skills the host installs its plugin package from the registry, for seconds or
 * until it gives up, unless it finds it installed. Nothing of it is needed here, nor is a network.
 */
const settleFolder = (folder: string): void => {
  if (!fs.existsSync(folder)) return
  fs.mkdirSync(path.join(folder, "node_modules"))
  const lock = { packages: { "": { dependencies: { "@opencode-ai/plugin": "*" } } } }
  fs.writeFileSync(path.join(folder, "package-lock.json"), JSON.stringify(lock))
}

const readLogs = (folder: string): string =>
  fs
    .readdirSync(folder)
    .map((name) => fs.readFileSync(path.join(folder, name), "utf8"))
    .join("")

export const createThrowawayHost = async (
  options: ThrowawayHostOptions,
): Promise<ThrowawayHost> => {
  const root = options.root ?? fs.mkdtempSync(path.join(runFolder(), "throwaway-host-"))
  const home = path.join(root, "home")
  const project = path.join(root, "project")
  await copyTemplateHome(home)
  await measureStart()
  createProject(project, options)
  const environment = { ...hostEnvironment({ home, project }), ...options.environment }
  const running = new Set<HostProcess>()

  const launch = (command: Pick<HostProcessOptions, "args" | "input" | "starts">): HostProcess => {
    const started = startHostProcess({ ...command, environment, folder: project })
    running.add(started)
    const forget = () => running.delete(started)
    started.exited.then(forget, forget)
    return started
  }
  const listen = async (attempts: number): Promise<{ server: HostProcess; url: string }> => {
    const port = await findFreePort()
    const server = launch({ args: ["serve", "--hostname", "127.0.0.1", "--port", String(port)] })
    try {
      await server.waitForOutput("listening on")
    } catch (cause) {
      server.kill()
      if (attempts > 1 && String(cause).includes("ServeError")) return listen(attempts - 1)
      throw cause
    }
    return { server, url: `http://127.0.0.1:${port}` }
  }

  const serve = async (): Promise<HostServer> => {
    const begun = performance.now()
    const { server, url } = await listen(mostPorts)
    // A machine that has become slower since the first start is given more time from now on.
    noteStart(performance.now() - begun)
    const end = async (signal: NodeJS.Signals) => {
      server.kill(signal)
      // Some shut-downs of the host never end.
      const late = setTimeout(() => server.kill("SIGKILL"), patience(stopStarts))
      await server.exited
      clearTimeout(late)
    }
    return {
      url,
      client: createOpencodeClient({ baseUrl: url, directory: project }),
      kill: () => end("SIGKILL"),
      stop: () => end("SIGTERM"),
    }
  }

  return {
    root,
    project,
    model: hostModel(options),
    dataFolder: path.join(home, ".local/share"),
    // As an argument the host would put the prompt in quotes.
    run: (prompt) => launch({ args: ["run"], input: prompt, starts: runStarts }).exited,
    serve,
    logs: () => readLogs(path.join(home, ".local/share/opencode/log")),
    dispose: async () => {
      for (const one of running) one.kill("SIGKILL")
      await Promise.allSettled([...running].map((one) => one.exited))
      fs.rmSync(root, { recursive: true, force: true, maxRetries: 3 })
    },
  }
}
