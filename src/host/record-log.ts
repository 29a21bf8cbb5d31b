import fs from "node:fs"
import path from "node:path"

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
  /** One line as a record; undefined for anything else. */
  readonly read: (line: string) => Entry | undefined
  readonly write: (entry: Entry) => string
  readonly empty: () => State
  /** Adds a record to the state, in place. */
  readonly fold: (state: State, entry: Entry) => void
  /** Called once when the folder cannot be written; records are then kept in memory only. */
  readonly onMemoryOnly: (cause: string) => void
}

/**
 * One record per line. The file is the only truth: what is appended is read back like what another
 * process wrote. A torn last line is left for later, an unreadable one is passed over.
 */
export function createRecordLog<Entry, State>({
  file,
  read,
  write,
  empty,
  fold,
  onMemoryOnly,
}: RecordLogOptions<Entry, State>): RecordLog<Entry, State> {
  let state = empty()
  let offset = 0
  let memoryOnly = false
  let isClosed = false

  const foldText = (text: string): void => {
    for (const line of text.split("\n")) {
      const entry = line === "" ? undefined : read(line)
      if (entry) fold(state, entry)
    }
  }

  const refresh = (): Readonly<State> => {
    let bytes = memoryOnly ? undefined : readFrom(file, offset)
    if (bytes === "shrunk") {
      // Cut by hand or restored from a backup: start over.
      state = empty()
      offset = 0
      bytes = readFrom(file, offset)
    }
    if (bytes === undefined || bytes === "shrunk") return state
    const complete = bytes.lastIndexOf(0x0a) + 1
    offset += complete
    foldText(bytes.toString("utf8", 0, complete))
    return state
  }

  const append = (entries: readonly Entry[]): void => {
    if (entries.length === 0 || isClosed) return
    const text = entries.map((entry) => `${write(entry)}\n`).join("")
    if (!memoryOnly) {
      try {
        fs.mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 })
        // A line that a killed process left torn is closed first, so that it cannot swallow ours.
        fs.appendFileSync(file, endsTorn(file) ? `\n${text}` : text, { mode: 0o600 })
        return
      } catch (error) {
        refresh()
        memoryOnly = true
        onMemoryOnly(error instanceof Error ? error.message : String(error))
      }
    }
    foldText(text)
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
