import { randomUUID } from "node:crypto"
import fs from "node:fs"
import path from "node:path"
import { asRecord } from "../session/is-record.ts"

/**
 * The one place that opens what stands in the data folder. Anything may stand there: a pipe that would
 * hold the host for ever, a device without an end, a link to somebody else's file, a disk that is full.
 * Only plain files are read and written, up to a size, and what was written is looked at again.
 */
export type StoredFile =
  | { readonly kind: "file"; readonly bytes: Buffer }
  | { readonly kind: "absent" }
  /** Something is there that cannot be read, now or at all. */
  | { readonly kind: "unusable" }

/** No file of ours becomes larger, bytes. */
const MOST_BYTES = 2 ** 28
/** Locks and marks of processes have a line, bytes. */
export const MOST_OF_A_LINE = 2 ** 16

const { O_APPEND, O_CREAT, O_EXCL, O_NOFOLLOW, O_NONBLOCK, O_RDONLY, O_RDWR } = fs.constants
const OTHERS = 0o077
const ABSENT = ["ENOENT", "ENOTDIR"]

interface PlaceOptions {
  /**
   * It stands in the data folder itself, which may be a link: people move it to another disk. None of
   * the folders in it may be one: what is written or removed there would be somebody else's.
   */
  readonly isTop?: boolean | undefined
}

interface ReadOptions {
  /** First byte that is read. */
  readonly from?: number
  readonly most?: number
  /** Files that are not ours may be links: people keep their commands elsewhere. */
  readonly follow?: boolean
}

export function readStored(
  file: string,
  { from = 0, most = MOST_BYTES, follow = false }: ReadOptions = {},
): StoredFile {
  try {
    const descriptor = openPlain(file, O_RDONLY | (follow ? 0 : O_NOFOLLOW))
    try {
      const length = fs.fstatSync(descriptor).size - from
      if (length > most) return { kind: "unusable" }
      return { kind: "file", bytes: readAt(descriptor, from, Math.max(0, length)) }
    } finally {
      fs.closeSync(descriptor)
    }
  } catch (error) {
    return { kind: ABSENT.includes(codeOf(error)) ? "absent" : "unusable" }
  }
}

/** The text of a file; undefined where there is none that can be read. */
export function readStoredText(file: string, options?: ReadOptions): string | undefined {
  const stored = readStored(file, options)
  return stored.kind === "file" ? stored.bytes.toString("utf8") : undefined
}

/**
 * Adds a text to a file; a line that a killed process left torn is closed first, so that it cannot
 * swallow ours.
 *
 * @throws where the text does not stand there afterwards.
 */
export function appendStored(file: string, text: string, options?: PlaceOptions): void {
  ensureFolder(path.dirname(file), options)
  const descriptor = openPlain(file, O_RDWR | O_APPEND | O_CREAT | O_NOFOLLOW)
  try {
    const { size } = fs.fstatSync(descriptor)
    const isTorn = size > 0 && readAt(descriptor, size - 1, 1)[0] !== 0x0a
    const bytes = Buffer.from(isTorn ? `\n${text}` : text)
    if (size + bytes.length > MOST_BYTES) throw new Error(`${file} is too large`)
    writeWhole({ descriptor, file, bytes, at: size })
  } finally {
    fs.closeSync(descriptor)
  }
}

/**
 * Writes a new file.
 *
 * @throws where something has that name already, or the text does not stand there afterwards.
 */
export function createStored(file: string, text: string, options?: PlaceOptions): void {
  ensureFolder(path.dirname(file), options)
  const descriptor = openPlain(file, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW)
  let isWhole = false
  try {
    writeWhole({ descriptor, file, bytes: Buffer.from(text), at: 0 })
    isWhole = true
  } finally {
    fs.closeSync(descriptor)
    // Half a text under this name would be taken for a whole one.
    if (!isWhole) removeStored(file, options)
  }
}

/**
 * Puts a text in a file's place; whoever reads it meanwhile has all of the one or all of the other.
 *
 * @throws where that is not possible; then the earlier file stands.
 */
export function replaceStored(file: string, text: string, options?: PlaceOptions): void {
  const draft = draftOf(file)
  createStored(draft, text, options)
  try {
    fs.renameSync(draft, file)
  } catch (error) {
    removeStored(draft, options)
    throw error
  }
}

/** A name beside a file that no other process takes. */
export const draftOf = (file: string): string => `${file}.${randomUUID()}`

const DRAFT = /.\.[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** Whether that is the name of a draft: one that is old was left by a process that was killed. */
export const isDraft = (name: string): boolean => DRAFT.test(name)

/** Removes a file, or a folder that is empty, as far as that can be done. */
export function removeStored(file: string, options?: PlaceOptions): void {
  if (!isOurs(path.dirname(file), options)) return
  try {
    if (isStored(file, "folder")) fs.rmdirSync(file)
    else fs.rmSync(file, { force: true })
  } catch {
    // It stays, and is looked at with the same care the next time.
  }
}

/** Removes a folder with all that is in it, as far as that can be done; of a link, the link. */
export function removeFolder(folder: string): void {
  if (!isOurs(path.dirname(folder))) return
  try {
    fs.rmSync(folder, { recursive: true, force: true })
  } catch {
    // As above.
  }
}

/** What stands there itself, and not through a link; undefined where that cannot be told. */
export function statStored(place: string): fs.Stats | undefined {
  try {
    return fs.lstatSync(place)
  } catch {
    return undefined
  }
}

/** Whether a plain file, or a folder, stands there itself and not through a link. */
export function isStored(place: string, kind: "file" | "folder" = "file"): boolean {
  const stat = statStored(place)
  return kind === "file" ? stat?.isFile() === true : stat?.isDirectory() === true
}

/** Names in a folder; none where it cannot be read, or is a link. */
export function listStored(folder: string, options?: PlaceOptions): readonly string[] {
  try {
    return isOurs(folder, options) ? fs.readdirSync(folder) : []
  } catch {
    return []
  }
}

/**
 * Makes a folder for its user alone, also where it was made for others to read.
 *
 * @throws where there is none afterwards.
 */
export function ensureFolder(folder: string, options?: PlaceOptions): void {
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 })
  if (!isOurs(folder, options)) throw new Error(`${folder} is a link`)
  const stat = fs.lstatSync(folder)
  if (stat.isDirectory() && isOpenToOthers(stat)) fs.chmodSync(folder, 0o700)
}

const isOurs = (folder: string, { isTop = false }: PlaceOptions = {}): boolean =>
  isTop || isStored(folder, "folder")

const isOpenToOthers = ({ mode, uid }: fs.Stats): boolean =>
  (mode & OTHERS) !== 0 && uid === process.getuid?.()

/** Never waits, as opening a pipe does. */
function openPlain(file: string, flags: number): number {
  const descriptor = fs.openSync(file, flags | O_NONBLOCK, 0o600)
  try {
    const stat = fs.fstatSync(descriptor)
    if (!stat.isFile()) throw new Error(`${file} is not a plain file`)
    if ((flags & O_RDWR) !== 0 && isOpenToOthers(stat)) fs.fchmodSync(descriptor, 0o600)
    return descriptor
  } catch (error) {
    fs.closeSync(descriptor)
    throw error
  }
}

/** Fewer bytes where the file ends before, or was cut meanwhile. */
function readAt(descriptor: number, from: number, length: number): Buffer {
  const bytes = Buffer.alloc(length)
  let read = 0
  while (read < length) {
    const more = fs.readSync(descriptor, bytes, read, length - read, from + read)
    if (more === 0) break
    read += more
  }
  return bytes.subarray(0, read)
}

interface Written {
  readonly descriptor: number
  readonly file: string
  readonly bytes: Buffer
  /** Where they stand, unless another process was faster. */
  readonly at: number
}

function writeWhole({ descriptor, file, bytes, at }: Written): void {
  // The host's runtime finds no empty text in an empty file.
  if (bytes.length === 0) return
  let written = 0
  while (written < bytes.length) {
    const more = fs.writeSync(descriptor, bytes, written, bytes.length - written)
    if (more === 0) throw new Error(`${file} takes no more`)
    written += more
  }
  // Some file systems take what they then drop.
  const { size } = fs.fstatSync(descriptor)
  if (!readAt(descriptor, at, Math.max(0, size - at)).includes(bytes))
    throw new Error(`${file} drops what is written to it`)
}

export const codeOf = (error: unknown): string => String(asRecord(error)["code"])
