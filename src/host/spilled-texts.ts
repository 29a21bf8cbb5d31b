import path from "node:path"
import { HANDLE_LENGTH, handleOf } from "../session/handle.ts"
import { digest } from "./digest.ts"
import { MARKS_FOLDER } from "./child-sessions.ts"
import { safeName } from "./safe-name.ts"
import { LOCKS_FOLDER } from "./session-turns.ts"
import {
  ensureFolder,
  isDraft,
  isStored,
  listStored,
  readStoredText,
  removeFolder,
  removeStored,
  replaceStored,
  statStored,
} from "./stored-file.ts"

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
/** Nobody writes a file for as long, milliseconds. */
const DRAFT_MS = 24 * 60 * MINUTE_MS
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
  const fileOf = (sessionID: string, hash: string): string =>
    path.join(folderOf(sessionID), `${hash}.txt`)
  /** Nobody is given for a text what is only a piece of it, or another one. */
  const textOf = (sessionID: string, hash: string): string | undefined => {
    const text = readStoredText(fileOf(sessionID, hash))
    return text !== undefined && digest(text) === hash ? text : undefined
  }
  const hashesOf = (sessionID: string): readonly string[] =>
    isStored(root, "folder") ? hashesIn(folderOf(sessionID)) : []
  let sweptAt = -Infinity
  return {
    keep(sessionID, text) {
      if (clock() - sweptAt >= SWEEP_MS) {
        sweptAt = clock()
        removeOlder(root, { now: clock(), most: ttlMinutes * MINUTE_MS })
        removeDrafts(folder, { now: clock(), most: DRAFT_MS })
      }
      const hash = digest(text)
      const file = fileOf(sessionID, hash)
      try {
        ensureFolder(root)
        replaceStored(file, text)
        return { handle: handleOf(hash), path: file }
      } catch {
        return undefined
      }
    },
    find(sessionID, handle) {
      if (!isHandle(handle)) return undefined
      for (const hash of hashesOf(sessionID).filter((one) => one.startsWith(handle))) {
        const text = textOf(sessionID, hash)
        if (text !== undefined) return text
      }
      return undefined
    },
    carryOver(origin, fork) {
      for (const hash of hashesOf(origin)) {
        const text = textOf(origin, hash)
        try {
          if (text !== undefined) replaceStored(fileOf(fork, hash), text)
        } catch {
          // What could not be copied cannot be recalled there; the fork goes on all the same.
        }
      }
    },
  }
}

const isHandle = (text: string): boolean => new RegExp(`^[0-9a-f]{${HANDLE_LENGTH}}$`).test(text)

/** A kept text, and the draft that a killed process left of one. */
const KEPT = /^([0-9a-f]{16})\.txt(\.[0-9a-f-]{36})?$/

const hashesIn = (folder: string): readonly string[] =>
  listStored(folder).flatMap((name) => {
    const [, hash, draft] = KEPT.exec(name) ?? []
    return hash !== undefined && draft === undefined ? [hash] : []
  })

/** Texts of more than that age, and folders that they leave empty. */
function removeOlder(root: string, age: Age): void {
  for (const session of listStored(root)) {
    const inner = path.join(root, session)
    // A link may lead to where others keep their files.
    if (!isStored(inner, "folder")) continue
    for (const name of listStored(inner)) {
      const file = path.join(inner, name)
      if (KEPT.test(name) && isPast(file, age)) removeStored(file)
    }
    removeStored(inner)
  }
}

/** What killed processes left half-written, and what was moved out of a lock's place. */
function removeDrafts(folder: string, age: Age): void {
  const sweep = (inner: string, isTop: boolean): void => {
    for (const name of listStored(inner, { isTop }).filter(isDraft)) {
      const draft = path.join(inner, name)
      if (!isPast(draft, age)) continue
      if (isStored(draft, "folder")) removeFolder(draft)
      else removeStored(draft, { isTop })
    }
  }
  sweep(folder, true)
  for (const name of [LOCKS_FOLDER, MARKS_FOLDER]) sweep(path.join(folder, name), false)
}

/** Milliseconds. */
interface Age {
  readonly now: number
  readonly most: number
}

/** A date as far ahead is wrong: a clock was set back, or a copy is dated by another. */
function isPast(file: string, { now, most }: Age): boolean {
  const written = statStored(file)?.mtimeMs
  return written !== undefined && Math.abs(now - written) > most
}
