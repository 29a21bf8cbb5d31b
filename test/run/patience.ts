import fs from "node:fs"
import path from "node:path"
import { runFolder } from "./run-folder.ts"

/** What takes this many times as long as it should is taken to hang. */
const factor = 60
/** Milliseconds; what hangs is not noticed sooner than this for each start. */
const floor = 120_000
/** Milliseconds of a start that nobody has measured yet: more than it takes on any machine. */
const unmeasured = 10_000

const costFile = (): string => path.join(runFolder(), "start-cost")

/** Milliseconds that a start of the host took in this run, the longest; undefined before the first. */
export const knownStart = (): number | undefined => {
  try {
    return Number(fs.readFileSync(costFile(), "utf8"))
  } catch {
    return undefined
  }
}

/** Workers share the cost through a file, so one of them measures and all are as patient. */
export const noteStart = (milliseconds: number): void => {
  if (milliseconds <= (knownStart() ?? 0)) return
  const draft = `${costFile()}-${process.pid}`
  fs.writeFileSync(draft, String(Math.ceil(milliseconds)))
  fs.renameSync(draft, costFile())
}

/**
 * Milliseconds after which what costs about as much as these starts of the host is taken to hang:
 * they grow with what a start takes here and now. Nothing is judged by them but that something hangs.
 */
export const patience = (starts: number): number =>
  Math.ceil(starts * Math.max(floor, factor * (knownStart() ?? unmeasured)))
