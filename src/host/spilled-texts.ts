import { randomUUID } from "node:crypto"
import fs from "node:fs"
import path from "node:path"
import { HANDLE_LENGTH, handleOf } from "../session/handle.ts"
import { digest } from "./digest.ts"
import { safeName } from "./safe-name.ts"

/** A text that was taken out of a prompt or a result, and is kept whole. */
export interface Spilled {
  /** What `recall` is asked for. */
  readonly handle: string
  readonly path: string
}

/** Files with the whole of what sub-agents were not told, or said too much of. */
export interface SpilledTexts {
  /** Undefined where it cannot be written: then nothing may be taken out. */
  readonly keep: (sessionID: string, text: string) => Spilled | undefined
  readonly find: (sessionID: string, handle: string) => string | undefined
  /** Gives a fork the texts of its origin, which may be deleted before it. */
  readonly carryOver: (origin: string, fork: string) => void
}

/** Folder of these files, beside the journals; one folder a session. */
export const RESULTS_FOLDER = "results"

const MINUTE_MS = 60_000
/** Files past their time are looked for at most this often. */
const SWEEP_MS = 10 * MINUTE_MS

export interface SpilledTextsOptions {
  readonly folder: string
  readonly ttlMinutes: number
  readonly clock: () => number
}

export function createSpilledTexts({
  folder,
  ttlMinutes,
  clock,
}: SpilledTextsOptions): SpilledTexts {
  const root = path.join(folder, RESULTS_FOLDER)
  const folderOf = (sessionID: string): string => path.join(root, safeName(sessionID))
  let sweptAt = -Infinity
  return {
    keep(sessionID, text) {
      if (clock() - sweptAt >= SWEEP_MS) {
        sweptAt = clock()
        removeOlder(root, clock() - ttlMinutes * MINUTE_MS)
      }
      const hash = digest(text)
      const file = path.join(folderOf(sessionID), `${hash}.txt`)
      const draft = `${file}.${randomUUID()}`
      try {
        fs.mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 })
        // Never half a file under its final name.
        fs.writeFileSync(draft, text, { mode: 0o600 })
        fs.renameSync(draft, file)
        return { handle: handleOf(hash), path: file }
      } catch {
        if (fs.existsSync(draft)) fs.rmSync(draft, { force: true })
        return undefined
      }
    },
    find(sessionID, handle) {
      if (!isHandle(handle)) return undefined
      try {
        const name = fs
          .readdirSync(folderOf(sessionID))
          .find((file) => file.startsWith(handle) && file.endsWith(".txt"))
        return name && fs.readFileSync(path.join(folderOf(sessionID), name), "utf8")
      } catch {
        return undefined
      }
    },
    carryOver(origin, fork) {
      try {
        const from = folderOf(origin)
        if (fs.existsSync(from)) fs.cpSync(from, folderOf(fork), { recursive: true })
      } catch {
        // What could not be copied cannot be recalled there; the fork goes on all the same.
      }
    },
  }
}

const isHandle = (text: string): boolean => new RegExp(`^[0-9a-f]{${HANDLE_LENGTH}}$`).test(text)

/** Files that were last written before that time, and folders that they leave empty. */
function removeOlder(root: string, time: number): void {
  const sessions = fs.existsSync(root) ? fs.readdirSync(root) : []
  for (const session of sessions) {
    const inner = path.join(root, session)
    try {
      for (const file of fs.readdirSync(inner))
        if (fs.statSync(path.join(inner, file)).mtimeMs < time)
          fs.rmSync(path.join(inner, file), { force: true })
      if (fs.readdirSync(inner).length === 0) fs.rmdirSync(inner)
    } catch {
      // Another process sweeps as well.
    }
  }
}
