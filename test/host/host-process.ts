import { spawn } from "node:child_process"
import { findHostBinary } from "./host-environment.ts"

export interface HostResult {
  /** Undefined when a signal ended the process. */
  readonly exitCode: number | undefined
  /** Standard output and standard error as they came. */
  readonly output: string
  readonly timedOut: boolean
}

export interface HostProcess {
  readonly pid: number | undefined
  readonly exited: Promise<HostResult>
  /** Signals the whole process group, shells of the bash tool included. */
  kill(signal?: NodeJS.Signals): void
  waitForOutput(text: string, timeout: number): Promise<void>
}

export interface HostProcessOptions {
  readonly args: readonly string[]
  readonly environment: Readonly<Record<string, string>>
  readonly folder: string
  /** Text for standard input, which is closed behind it. */
  readonly input?: string
  /** Milliseconds until the process group is killed. */
  readonly timeout?: number
}

export const startHostProcess = (options: HostProcessOptions): HostProcess => {
  const child = spawn(findHostBinary(), options.args, {
    cwd: options.folder,
    env: { ...options.environment },
    stdio: "pipe",
    detached: true,
  })
  // A host that ends before it has read its input is reported by its exit code.
  child.stdin.once("error", () => {}).end(options.input ?? "")
  let output = ""
  let timedOut = false
  const listeners = new Set<() => void>()
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text
      for (const listener of listeners) listener()
    })

  const kill = (signal: NodeJS.Signals = "SIGKILL") => {
    if (child.pid === undefined) return
    try {
      process.kill(-child.pid, signal)
    } catch {
      // The group has ended already.
    }
  }
  const killOnExit = () => kill()
  process.once("exit", killOnExit)
  const timer =
    options.timeout === undefined
      ? undefined
      : setTimeout(() => {
          timedOut = true
          kill()
        }, options.timeout)
  const exited = new Promise<HostResult>((resolve, reject) => {
    child.once("error", reject)
    child.once("close", (code) => {
      clearTimeout(timer)
      process.off("exit", killOnExit)
      resolve({ exitCode: code ?? undefined, output, timedOut })
    })
  })

  const waitForOutput = async (text: string, timeout: number) => {
    if (output.includes(text)) return
    await new Promise<void>((resolve, reject) => {
      const finish = (failure?: string) => {
        clearTimeout(limit)
        listeners.delete(look)
        return failure === undefined ? resolve() : reject(new Error(`${failure}:\n${output}`))
      }
      const look = () => output.includes(text) && finish()
      const limit = setTimeout(() => finish(`The host did not print "${text}"`), timeout)
      listeners.add(look)
      void exited.then(() => finish(`The host ended before it printed "${text}"`))
    })
  }
  return { pid: child.pid, exited, kill, waitForOutput }
}
