import type { Stats } from "node:fs"
import { appendStored, readStored, statStored } from "./stored-file.ts"

/** Records in a file that several processes append to. */
export interface RecordLog<Entry, State> {
  /** Reads what was added since, by this process or another, and returns the folded state. */
  readonly refresh: () => Readonly<State>
  readonly append: (entries: readonly Entry[]) => void
  /** The session is deleted: whoever still works on it must not bring its file back. */
  readonly close: () => void
}

export interface RecordLogOptions<Entry, State> {
  readonly file: string
  /** It stands in the data folder itself, which may be a link. */
  readonly isTop?: boolean
  /** One line as a record; undefined for anything else. */
  readonly read: (line: string) => Entry | undefined
  readonly write: (entry: Entry) => string
  readonly empty: () => State
  /** Adds a record to the state, in place. */
  readonly fold: (state: State, entry: Entry) => void
  /** Called once when the folder cannot be written; records are then kept in memory only. */
  readonly onMemoryOnly: (cause: string) => void
}

/** Of what was read, as much is compared: more than a line of any record. */
const TAIL_BYTES = 2 ** 16

const isSameFile = (a: Stats, b: Stats): boolean => a.ino === b.ino && a.dev === b.dev

const isUnchanged = (a: Stats, b: Stats): boolean =>
  isSameFile(a, b) && a.size === b.size && a.mtimeMs === b.mtimeMs && a.ctimeMs === b.ctimeMs

const startsWith = (bytes: Buffer, start: Buffer): boolean =>
  bytes.subarray(0, start.length).equals(start)

/**
 * One record per line. The file is the only truth: what is appended is read back like what another
 * process wrote. A torn last line is left for later, an unreadable one is passed over.
 */
export function createRecordLog<Entry, State>({
  file,
  isTop,
  read,
  write,
  empty,
  fold,
  onMemoryOnly,
}: RecordLogOptions<Entry, State>): RecordLog<Entry, State> {
  let state = empty()
  let offset = 0
  /** The end of what was read: a file that was restored in place has something else there. */
  let tail = Buffer.alloc(0)
  /** The file as it was when it was last read. */
  let seen: Stats | undefined
  let memoryOnly = false
  let isClosed = false

  const foldLines = (lines: readonly string[]): void => {
    for (const line of lines) {
      const entry = line === "" ? undefined : read(line)
      if (entry) fold(state, entry)
    }
  }

  /** Folds the lines that were added since, and returns them. */
  const readOn = (): readonly string[] => {
    const now = statStored(file)
    // Where nothing came there is nothing to read: a torn end may be long.
    if (!now || (seen && isUnchanged(seen, now))) return []
    const isOther = seen !== undefined && !isSameFile(seen, now)
    const from = offset - tail.length
    const next = isOther ? undefined : readStored(file, { from })
    // Cut by hand, or restored from a backup: start over.
    const isAnew = next === undefined || (next.kind === "file" && !startsWith(next.bytes, tail))
    const stored = isAnew ? readStored(file) : next
    // What was read stays, whatever has taken its place.
    if (stored.kind !== "file") return []
    if (isAnew) {
      state = empty()
      offset = 0
      tail = Buffer.alloc(0)
    }
    seen = now
    const start = tail.length
    const complete = Math.max(start, stored.bytes.lastIndexOf(0x0a) + 1)
    offset += complete - start
    tail = Buffer.from(stored.bytes.subarray(Math.max(0, complete - TAIL_BYTES), complete))
    const lines = stored.bytes.toString("utf8", start, complete).split("\n")
    foldLines(lines)
    return lines
  }

  const refresh = (): Readonly<State> => {
    if (!memoryOnly) readOn()
    return state
  }

  const append = (entries: readonly Entry[]): void => {
    if (entries.length === 0 || isClosed) return
    const lines = entries.map(write)
    if (memoryOnly) return foldLines(lines)
    try {
      appendStored(file, lines.map((line) => `${line}\n`).join(""), { isTop })
    } catch (error) {
      // A disk that is full may have taken some of them.
      const taken = new Set(readOn())
      memoryOnly = true
      foldLines(lines.filter((line) => !taken.has(line)))
      onMemoryOnly(error instanceof Error ? error.message : String(error))
    }
  }

  return { refresh, append, close: () => void (isClosed = true) }
}
