import { spawn } from "node:child_process"
import { noteGroup } from "../run/notes.ts"
import { patience } from "../run/patience.ts"
import { hangs, withinPatience } from "../run/within-patience.ts"
import { findHostBinary } from "./host-environment.ts"

export interface HostResult {
  /** Undefined when a signal ended the process. */
  readonly exitCode: number | undefined
  /** Standard output and standard error as they came. */
  readonly output: string
}

export interface HostProcess {
  readonly pid: number | undefined
  /** Fails for a process that hung, and was ended for that. */
  readonly exited: Promise<HostResult>
  /** Signals the whole process group, shells of the bash tool included. */
  kill(signal?: NodeJS.Signals): void
  waitForOutput(text: string): Promise<void>
}

export interface HostProcessOptions {
  readonly args: readonly string[]
  readonly environment: Readonly<Record<string, string>>
  readonly folder: string
  /** Text for standard input, which is closed behind it. */
  readonly input?: string
  /** What its whole work costs, in starts of a host; a server, whose work has no end, names none. */
  readonly starts?: number
}

export const startHostProcess = (options: HostProcessOptions): HostProcess => {
  const child = spawn(findHostBinary(), options.args, {
    cwd: options.folder,
    env: { ...options.environment },
    stdio: "pipe",
    detached: true,
  })
  const dropNote = child.pid === undefined ? () => {} : noteGroup(child.pid)
  // A host that ends before it has read its input is reported by its exit code.
  child.stdin.once("error", () => {}).end(options.input ?? "")
  let output = ""
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
  const exited = new Promise<HostResult>((resolve, reject) => {
    const limit = options.starts === undefined ? undefined : patience(options.starts)
    const hasHung = () => {
      kill()
      const { message } = hangs(`"opencode ${options.args[0]}" to end`, limit ?? 0)
      reject(new Error(`${message}:\n${output}`))
    }
    const timer = limit === undefined ? undefined : setTimeout(hasHung, limit)
    child.once("error", reject)
    child.once("close", (code) => {
      clearTimeout(timer)
      process.off("exit", killOnExit)
      dropNote()
      resolve({ exitCode: code ?? undefined, output })
    })
  })

  const waitForOutput = async (text: string) => {
    const what = `the host to print "${text}"`
    const printed = new Promise<void>((resolve, reject) => {
      const look = () => output.includes(text) && resolve()
      listeners.add(look)
      look()
      exited.then(
        () => reject(new Error(`The host ended, and so did the wait for ${what}`)),
        reject,
      )
    })
    try {
      await withinPatience({ what, starts: 1 }, printed)
    } catch (cause) {
      throw new Error(`${String(cause)}:\n${output}`, { cause })
    }
  }
  return { pid: child.pid, exited, kill, waitForOutput }
}
