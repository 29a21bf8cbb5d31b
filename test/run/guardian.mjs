/**
 * Watches over one run of tests, of the demo or of the bench, and clears up behind it however it
 * ended: ends what it started, and removes its folder. Plain JavaScript, as it runs before anything
 * is compiled and outlives whoever could compile it.
 *
 * Its standard input is a pipe from the runner, which the system closes even when the runner is
 * killed; it has a process group of its own, so that what ends the runner's group passes it by.
 */
import fs from "node:fs"
import path from "node:path"
import { setTimeout as sleep } from "node:timers/promises"

const run = process.argv[2] ?? ""
// It ends whatever names this folder: never without one that is a run's.
if (!path.isAbsolute(run) || !path.basename(run).startsWith("staged-run-")) process.exit(2)
const notes = path.join(run, "notes")

/** The system's own list of processes, where it has one as files. */
const processes = "/proc"
const pause = 20
/** A process that cannot be killed must not keep the guardian for ever. */
const mostRounds = 500

/** None when somebody has removed the run's folder: what is marked is ended all the same. */
const listNotes = (kind) =>
  !fs.existsSync(notes)
    ? []
    : fs
        .readdirSync(notes)
        .filter((name) => name.startsWith(`${kind}-`))
        .map((name) => path.join(notes, name))

/** Undefined for a process that is gone, or is another user's. */
const environmentOf = (pid) => {
  try {
    return fs.readFileSync(path.join(processes, String(pid), "environ"))
  } catch {
    return undefined
  }
}

/** Everything that a run starts has the run's folder in its environment, whatever its group. */
const findMarked = () =>
  !fs.existsSync(processes)
    ? []
    : fs
        .readdirSync(processes)
        .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
        .filter((pid) => environmentOf(pid)?.includes(run))
        .map(Number)

/** A note may have outlived its group, whose number then is another's. */
const isForeign = (pid) => {
  const environment = environmentOf(pid)
  return environment !== undefined && environment.length > 0 && !environment.includes(run)
}

const findGroups = () =>
  listNotes("group")
    .map((note) => Number(path.basename(note).slice("group-".length)))
    .filter((pid) => pid > 1 && !isForeign(pid))

const kill = (pid) => {
  try {
    process.kill(pid, "SIGKILL")
  } catch {
    // It has ended already.
  }
}

const endProcesses = async () => {
  for (let round = 0; round < mostRounds; round += 1) {
    for (const pid of findGroups()) kill(-pid)
    const marked = findMarked()
    marked.forEach(kill)
    // What was being started meanwhile shows up in the next round only.
    if (marked.length === 0) return
    await sleep(pause)
  }
}

const removeFolder = (folder) =>
  fs.rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 })

let clearing = false
const clear = async () => {
  if (clearing) return
  clearing = true
  await endProcesses()
  for (const note of listNotes("folder")) removeFolder(fs.readFileSync(note, "utf8"))
  removeFolder(run)
  process.exit()
}

for (const event of ["end", "close", "error"]) process.stdin.on(event, clear)
process.stdin.resume()
