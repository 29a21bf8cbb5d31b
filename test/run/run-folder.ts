import { spawn } from "node:child_process"
import fs from "node:fs"
import net from "node:net"
import os from "node:os"
import path from "node:path"
import { fileURLToPath } from "node:url"
import { findRepository } from "./find-repository.ts"

/** Names the run's folder to workers, and to the programs that they start. */
const variable = "STAGED_COMPACTION_RUN"
/** Where programs look for the folder of temporary files, by system. */
const temporary = ["TMPDIR", "TMP", "TEMP"]

/** Milliseconds for which the end of the runner waits until the guardian has cleared up. */
const longestClearing = 20_000
const pause = 10

const ownPrefix = `staged-run-${process.pid}-`

/** Stops this thread: behind the last event there is nothing else to wait with. */
const sleepNow = (milliseconds: number): void =>
  void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds)

const startGuardian = (folder: string): void => {
  const repository = findRepository(path.dirname(fileURLToPath(import.meta.url)))
  const program = path.join(repository, "test/run/guardian.mjs")
  const guardian = spawn(process.execPath, [program, folder], {
    // A group of its own: Ctrl-C and a kill of the runner's group must not reach it.
    detached: true,
    cwd: path.parse(folder).root,
    stdio: ["pipe", "ignore", "ignore"],
  })
  guardian.once("error", (cause) => {
    throw new Error("Nothing would clear up behind this run", { cause })
  })
  // Neither keeps the runner from ending.
  guardian.unref()
  if (guardian.stdin instanceof net.Socket) guardian.stdin.unref()
  process.once("exit", () => {
    guardian.stdin.destroy()
    // Whoever waits for the runner finds nothing left; the limit is for a guardian that was killed.
    for (let waited = 0; waited < longestClearing && fs.existsSync(folder); waited += pause)
      sleepNow(pause)
  })
}

/**
 * Makes this process the runner of a run, whose folder is from now on the folder of temporary files
 * of this process and of all that it starts. A guardian clears up behind it, also when it is killed.
 */
export const openRun = (): string => {
  const known = process.env[variable]
  if (known !== undefined && path.basename(known).startsWith(ownPrefix)) return known
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), ownPrefix))
  fs.mkdirSync(path.join(folder, "notes"))
  startGuardian(folder)
  for (const name of [...temporary, variable]) process.env[name] = folder
  return folder
}

/** The folder of the run that this process belongs to; it becomes one where it belongs to none. */
export const runFolder = (): string => process.env[variable] ?? openRun()
