import fs from "node:fs"
import path from "node:path"
import { readRecord, writeRecord } from "../session/events.ts"
import type { JournalRecord } from "../session/events.ts"
import { emptyJournalState, foldRecord } from "../session/journal-state.ts"
import type { JournalState } from "../session/journal-state.ts"
import { safeName } from "./safe-name.ts"

/** The append-only records of one session. */
export interface Journal {
  /** Reads what was added since, by this process or another, and returns the folded state. */
  readonly refresh: () => Readonly<JournalState>
  readonly append: (records: readonly JournalRecord[]) => void
  /** The session is deleted: whoever still works on it must not bring its file back. */
  readonly close: () => void
}

export interface JournalOptions {
  readonly folder: string
  readonly sessionID: string
  /** Called once when the folder cannot be written; records are then kept in memory only. */
  readonly onMemoryOnly: (cause: string) => void
}

export const journalFile = (folder: string, sessionID: string): string =>
  path.join(folder, `${safeName(sessionID)}.jsonl`)

/**
 * One flat record per line. The file is the only truth: what is appended is read back like what
 * another process wrote. A torn last line is left for later, an unreadable one is passed over.
 */
export function createJournal({ folder, sessionID, onMemoryOnly }: JournalOptions): Journal {
  const file = journalFile(folder, sessionID)
  let state = emptyJournalState()
  let offset = 0
  let memoryOnly = false
  let isClosed = false

  const fold = (text: string): void => {
    for (const line of text.split("\n")) {
      const record = line === "" ? undefined : readRecord(line, sessionID)
      if (record) foldRecord(state, record)
    }
  }

  const refresh = (): Readonly<JournalState> => {
    let bytes = memoryOnly ? undefined : readFrom(file, offset)
    if (bytes === "shrunk") {
      // Cut by hand or restored from a backup: start over.
      state = emptyJournalState()
      offset = 0
      bytes = readFrom(file, offset)
    }
    if (bytes === undefined || bytes === "shrunk") return state
    const complete = bytes.lastIndexOf(0x0a) + 1
    offset += complete
    fold(bytes.toString("utf8", 0, complete))
    return state
  }

  const append = (records: readonly JournalRecord[]): void => {
    if (records.length === 0 || isClosed) return
    const text = records.map((record) => `${writeRecord(record, sessionID)}\n`).join("")
    if (!memoryOnly) {
      try {
        fs.mkdirSync(folder, { recursive: true, mode: 0o700 })
        // A line that a killed process left torn is closed first, so that it cannot swallow ours.
        fs.appendFileSync(file, endsTorn(file) ? `\n${text}` : text, { mode: 0o600 })
        return
      } catch (error) {
        refresh()
        memoryOnly = true
        onMemoryOnly(error instanceof Error ? error.message : String(error))
      }
    }
    fold(text)
  }

  return { refresh, append, close: () => void (isClosed = true) }
}

function readFrom(file: string, offset: number): Buffer | "shrunk" {
  let descriptor: number
  try {
    descriptor = fs.openSync(file, "r")
  } catch {
    return Buffer.alloc(0)
  }
  try {
    const { size } = fs.fstatSync(descriptor)
    if (size < offset) return "shrunk"
    const bytes = Buffer.alloc(size - offset)
    const length = fs.readSync(descriptor, bytes, 0, bytes.length, offset)
    return bytes.subarray(0, length)
  } catch {
    return Buffer.alloc(0)
  } finally {
    fs.closeSync(descriptor)
  }
}

function endsTorn(file: string): boolean {
  const descriptor = fs.openSync(file, "a+", 0o600)
  try {
    const { size } = fs.fstatSync(descriptor)
    if (size === 0) return false
    const last = Buffer.alloc(1)
    fs.readSync(descriptor, last, 0, 1, size - 1)
    return last[0] !== 0x0a
  } finally {
    fs.closeSync(descriptor)
  }
}
