import { spawn } from "node:child_process"
import fs from "node:fs"
import path from "node:path"
import { nextID } from "../ids.ts"
import { maxBytes, maxLines, wantedText } from "./tool.ts"
import type { Tool } from "./tool.ts"

const previewLength = 30_000

interface Finished {
  readonly output: string
  readonly exit: number | null
}

const runShell = (command: string, folder: string, abort: AbortSignal): Promise<Finished> =>
  new Promise((resolve, reject) => {
    const child = spawn("bash", ["-c", command], { cwd: folder, stdio: "pipe", detached: true })
    let output = ""
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (text: string) => {
        output += text
      })
    child.stdin.end()
    const stop = (): void => {
      if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL")
    }
    abort.addEventListener("abort", stop)
    child.once("error", reject)
    child.once("close", (exit) => {
      abort.removeEventListener("abort", stop)
      resolve({ output, exit })
    })
  })

/** The end of what a command printed, as much as the host shows of it. */
const shownEnd = (output: string): string => {
  const kept: string[] = []
  let bytes = 0
  for (const line of output.split("\n").toReversed()) {
    bytes += Buffer.byteLength(line) + 1
    if (kept.length > maxLines - 1 || bytes > maxBytes) break
    kept.unshift(line)
  }
  return kept.length > 0 ? kept.join("\n") : output.slice(-maxBytes)
}

export const createBashTool =
  (options: {
    readonly project: string
    readonly outputs: string
    readonly environment: (call: { sessionID: string; callID: string }) => Promise<void>
  }): Tool =>
  async ({ input, abort, progress, sessionID, callID }) => {
    const command = wantedText("bash", input, "command")
    await options.environment({ sessionID, callID })
    progress({ metadata: { output: "" } })
    const { output, exit } = await runShell(command, options.project, abort)
    const printed = output === "" ? "(no output)" : output
    const preview =
      printed.length > previewLength ? `...\n\n${printed.slice(-previewLength)}` : printed
    const tooLong = output.split("\n").length > maxLines || Buffer.byteLength(output) > maxBytes
    const metadata = { output: preview, exit, truncated: tooLong }
    const stopped = abort.aborted
      ? "\n\n<shell_metadata>\nUser aborted the command\n</shell_metadata>"
      : ""
    if (!tooLong) return { title: command, output: `${printed}${stopped}`, metadata }
    const file = path.join(options.outputs, nextID("prt").replace("prt", "tool"))
    fs.mkdirSync(options.outputs, { recursive: true })
    fs.writeFileSync(file, output)
    return {
      title: command,
      output: `...output truncated...\n\nFull output saved to: ${file}\n\n${shownEnd(output)}${stopped}`,
      metadata: { ...metadata, outputPath: file },
    }
  }
