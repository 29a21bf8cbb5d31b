import { randomUUID } from "node:crypto"
import fs from "node:fs"
import os from "node:os"
import path from "node:path"
import { asRecord } from "../session/is-record.ts"
import { isRunning } from "./is-running.ts"

/** Longer than any work under a lock takes, milliseconds: whoever holds it still has hung. */
const STALE_MS = 15_000
const WAIT_MS = 20_000
/** Between two attempts, milliseconds; random, so that processes do not move in step. */
const PAUSE_MS = 5

/**
 * Does work that no other process does at the same time. A lock of a process that is gone, or has
 * hung, is taken over. Where no file can be written there is nobody to be told, and it goes on alone.
 *
 * @throws when another process holds the lock for too long.
 */
export async function withLock<T>(file: string, work: () => Promise<T>): Promise<T> {
  const mine = JSON.stringify({ pid: process.pid, host: os.hostname(), id: randomUUID() })
  await acquire(file, mine)
  try {
    return await work()
  } finally {
    if (contentOf(file) === mine) fs.rmSync(file, { force: true })
  }
}

async function acquire(file: string, mine: string): Promise<void> {
  const deadline = Date.now() + WAIT_MS
  for (;;) {
    const outcome = tryLock(file, mine)
    if (outcome !== "taken") return
    breakStale(file)
    if (Date.now() > deadline) throw new Error(`another process holds ${file}`)
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS * (0.5 + Math.random())))
  }
}

function tryLock(file: string, mine: string): "locked" | "taken" | "impossible" {
  const draft = `${file}.${randomUUID()}`
  try {
    fs.mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 })
    fs.writeFileSync(draft, mine, { mode: 0o600 })
  } catch {
    return "impossible"
  }
  try {
    // With its content at once: a lock that is being written looks like one that was torn.
    fs.linkSync(draft, file)
    return "locked"
  } catch (error) {
    if (asRecord(error)["code"] === "EEXIST") return "taken"
    return writeLock(file, mine)
  } finally {
    fs.rmSync(draft, { force: true })
  }
}

/** On file systems that know no links. */
function writeLock(file: string, mine: string): "locked" | "taken" | "impossible" {
  try {
    fs.writeFileSync(file, mine, { flag: "wx", mode: 0o600 })
    return "locked"
  } catch (error) {
    return asRecord(error)["code"] === "EEXIST" ? "taken" : "impossible"
  }
}

/** Moves a stale lock out of the way; one that came in its place meanwhile is put back. */
function breakStale(file: string): void {
  const seen = contentOf(file)
  if (seen === undefined || !isStale(file, seen)) return
  const aside = `${file}.${randomUUID()}`
  try {
    fs.renameSync(file, aside)
    if (contentOf(aside) !== seen) fs.linkSync(aside, file)
  } catch {
    // Somebody else was faster.
  } finally {
    fs.rmSync(aside, { force: true })
  }
}

function isStale(file: string, content: string): boolean {
  try {
    if (Date.now() - fs.statSync(file).mtimeMs > STALE_MS) return true
    const { pid, host }: { pid?: unknown; host?: unknown } = JSON.parse(content)
    return host === os.hostname() && typeof pid === "number" && !isRunning(pid)
  } catch {
    return false
  }
}

function contentOf(file: string): string | undefined {
  try {
    return fs.readFileSync(file, "utf8")
  } catch {
    return undefined
  }
}
