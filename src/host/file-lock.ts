import { randomUUID } from "node:crypto"
import fs from "node:fs"
import os from "node:os"
import { isRecord } from "../session/is-record.ts"
import { isRunning } from "./is-running.ts"
import {
  codeOf,
  createStored,
  draftOf,
  MOST_OF_A_LINE,
  readStoredText,
  removeStored,
  statStored,
} from "./stored-file.ts"

/** Longer than any work under a lock takes, milliseconds: whoever holds it still has hung. */
const STALE_MS = 30_000
/**
 * As long is a lock left to a process of this machine that runs: it may have been stopped, or the machine
 * have slept. After that another process may have got its number. Milliseconds.
 */
const STOPPED_MS = 120_000
/** Longer than it takes to write what is in a lock, milliseconds. */
const TORN_MS = 100
/** Coarser than any file system dates its files, milliseconds: nobody takes a lock later than now. */
const DATES_MS = 2_000
const WAIT_MS = 40_000
/** Between two attempts, milliseconds; random, so that processes do not move in step. */
const PAUSE_MS = 5

/**
 * Does work that no other process does at the same time. A lock of a process that is gone or has
 * hung, and what no process has left, is taken over. Where no file can be written there is nobody to be
 * told, and it goes on alone. A process that was stopped may have lost its lock meanwhile: before the
 * work changes anything it asks whether it still holds it.
 *
 * @throws when another process holds the lock for too long.
 */
export async function withLock<T>(
  file: string,
  work: (holds: () => boolean) => Promise<T>,
): Promise<T> {
  const mine = ownMark()
  const holds = (): boolean => contentOf(file) === mine
  ours().add(mine)
  try {
    const isAlone = (await acquire(file, mine)) === "impossible"
    return await work(() => isAlone || holds())
  } finally {
    if (holds()) removeStored(file)
    ours().delete(mine)
  }
}

/**
 * Does work at once, or not at all where another process holds the lock.
 *
 * @returns what the work returns; false where it was not done.
 */
export function tryLocked(file: string, work: () => boolean): boolean {
  const mine = ownMark()
  ours().add(mine)
  try {
    const outcome = tryLock(file, mine)
    if (outcome.kind !== "taken") return work()
    breakStale(file, outcome.now)
    return false
  } finally {
    if (contentOf(file) === mine) removeStored(file)
    ours().delete(mine)
  }
}

const ownMark = (): string =>
  JSON.stringify({ pid: process.pid, host: os.hostname(), id: randomUUID() })

const OURS = Symbol.for("opencode-staged-compaction.locks")

/** Contents of the locks that this process asks for or holds: all instances of the plugin in it share them. */
function ours(): Set<unknown> {
  const known: unknown = Reflect.get(globalThis, OURS)
  if (known instanceof Set) return known
  const none = new Set<unknown>()
  Reflect.set(globalThis, OURS, none)
  return none
}

async function acquire(file: string, mine: string): Promise<"locked" | "impossible"> {
  const deadline = Date.now() + WAIT_MS
  for (;;) {
    const outcome = tryLock(file, mine)
    if (outcome.kind !== "taken") return outcome.kind
    breakStale(file, outcome.now)
    if (Date.now() > deadline) throw new Error(`another process holds ${file}`)
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS * (0.5 + Math.random())))
  }
}

type Outcome =
  | { readonly kind: "locked" | "impossible" }
  /** When that was found, by the clock of the file system, milliseconds: another may be wrong. */
  | { readonly kind: "taken"; readonly now: number }

function tryLock(file: string, mine: string): Outcome {
  const draft = draftOf(file)
  try {
    createStored(draft, mine)
  } catch {
    return { kind: "impossible" }
  }
  const now = statStored(draft)?.mtimeMs ?? Date.now()
  try {
    // With its content at once: a lock that is being written looks like one that was torn.
    fs.linkSync(draft, file)
    return { kind: "locked" }
  } catch (error) {
    return codeOf(error) === "EEXIST" ? { kind: "taken", now } : writeLock(file, { mine, now })
  } finally {
    removeStored(draft)
  }
}

/** On file systems that know no links. */
function writeLock(
  file: string,
  { mine, now }: { readonly mine: string; readonly now: number },
): Outcome {
  try {
    createStored(file, mine)
    return { kind: "locked" }
  } catch (error) {
    return codeOf(error) === "EEXIST" ? { kind: "taken", now } : { kind: "impossible" }
  }
}

/**
 * Moves a stale lock out of the way. One process at a time does so: what another has found stale may be
 * the lock of a third when it is moved.
 */
function breakStale(file: string, now: number): void {
  if (!isStale(file, () => now)) return
  const guard = `${file}.breaking`
  try {
    createStored(guard, "")
  } catch {
    // Somebody else is at it, or was killed there.
    const stat = statStored(guard)
    if (stat && Math.abs(now - stat.mtimeMs) > STALE_MS) moveAway(guard)
    return
  }
  try {
    // A lock that was taken since that time would seem dated ahead.
    if (isStale(file, () => timeBeside(file))) moveAway(file)
  } finally {
    removeStored(guard)
  }
}

/** A folder that is not empty keeps the name that it gets. */
function moveAway(file: string): void {
  const aside = draftOf(file)
  try {
    fs.renameSync(file, aside)
  } catch {
    // It is gone already.
  }
  removeStored(aside)
}

/** Now, by the clock of the file system, milliseconds. */
function timeBeside(file: string): number {
  const draft = draftOf(file)
  try {
    createStored(draft, "")
    return statStored(draft)?.mtimeMs ?? Date.now()
  } finally {
    removeStored(draft)
  }
}

/** The time is asked for when the lock has been seen. */
function isStale(file: string, timeNow: () => number): boolean {
  const content = contentOf(file)
  const stat = statStored(file)
  if (!stat) return false
  const age = timeNow() - stat.mtimeMs
  // A folder, a link, a pipe, or a date that is still to come: no process has left that.
  if (!stat.isFile() || age < -DATES_MS) return true
  const holder = holderOf(content)
  // It may be written just now.
  if (!holder) return age > TORN_MS
  if (holder.host !== os.hostname()) return age > STALE_MS
  // Containers give each process the number of the one before it, which was killed.
  const isHeld = holder.pid === process.pid ? ours().has(content) : isRunning(holder.pid)
  return age > STOPPED_MS || !isHeld
}

interface Holder {
  readonly pid: number
  readonly host: string
}

function holderOf(content: string | undefined): Holder | undefined {
  try {
    const value: unknown = JSON.parse(content ?? "")
    if (!isRecord(value)) return undefined
    const { pid, host } = value
    return typeof pid === "number" && typeof host === "string" ? { pid, host } : undefined
  } catch {
    return undefined
  }
}

const contentOf = (file: string): string | undefined =>
  readStoredText(file, { most: MOST_OF_A_LINE })
