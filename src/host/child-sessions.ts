import fs from "node:fs"
import path from "node:path"
import type { SummarizerAnswer, SummarizerFailure } from "../session/summary/write-summary.ts"
import type { ModelRef } from "../session/transcript.ts"
import type { HostClient } from "./host-client.ts"

export interface AskOptions {
  /** The session that the child belongs to. */
  readonly parent: string
  readonly model: ModelRef
  readonly prompt: string
  /** Ends the child, wherever it is. */
  readonly signal: AbortSignal
  /** Milliseconds. */
  readonly timeout: number
}

/** The sessions in which our own agent answers: made for one question, and deleted behind it. */
export interface ChildSessions {
  readonly has: (sessionID: string) => boolean
  /** The host tries a child's request again; that is worth waiting for once. */
  readonly retried: (sessionID: string, attempt: number) => void
  readonly ask: (options: AskOptions) => Promise<SummarizerAnswer | SummarizerFailure>
  /** Ends and deletes all of them: the host is about to exit. */
  readonly close: () => Promise<void>
  /** Deletes the children of hosts that are gone. */
  readonly removeOrphans: () => Promise<void>
}

export interface ChildSessionsOptions {
  readonly client: HostClient
  readonly folder: string
  /** Only children of this project's sessions can be reached from here. */
  readonly directory: string
}

const MAX_RETRIES = 1

/**
 * Each child leaves a file with its owner's process while it runs, so that the next host finds those
 * whose owner was killed.
 */
export function createChildSessions({
  client,
  folder,
  directory,
}: ChildSessionsOptions): ChildSessions {
  const mine = new Map<string, AbortController>()
  const closing = new AbortController()
  const ending = new Set<Promise<void>>()
  const marks = path.join(folder, "children")
  const markOf = (child: string): string => path.join(marks, child.replace(/[^\w-]/g, "_"))

  const end = async (child: string): Promise<void> => {
    await client.abort(child)
    if (await client.remove(child)) fs.rmSync(markOf(child), { force: true })
  }

  return {
    has: (sessionID) => mine.has(sessionID),
    retried(sessionID, attempt) {
      if (attempt > MAX_RETRIES) mine.get(sessionID)?.abort()
    },
    async ask({ parent, model, prompt, signal, timeout }) {
      if (signal.aborted) return "aborted"
      const child = await client.createChild(parent)
      if (child === undefined) return "error"
      const failed = new AbortController()
      mine.set(child, failed)
      try {
        fs.mkdirSync(marks, { recursive: true, mode: 0o700 })
        fs.writeFileSync(markOf(child), JSON.stringify({ child, pid: process.pid, directory }))
        return await firstOf(client.prompt(child, model, prompt), {
          signal: AbortSignal.any([signal, closing.signal]),
          timeout,
          failed: failed.signal,
        })
      } catch {
        return "error"
      } finally {
        // Not awaited: a host that hangs must not hold the turn.
        const ended = end(child).finally(() => {
          mine.delete(child)
          ending.delete(ended)
        })
        ending.add(ended)
      }
    },
    async close() {
      closing.abort()
      // Whoever asked has to see it first.
      await Promise.resolve()
      await Promise.all(ending)
    },
    async removeOrphans() {
      for (const mark of readMarks(marks))
        // oxlint-disable-next-line no-await-in-loop -- one after the other is soon enough
        if (mark.directory === directory && !isAlive(mark.pid)) await end(mark.child)
    },
  }
}

async function firstOf(
  answer: Promise<SummarizerAnswer | undefined>,
  {
    signal,
    timeout,
    failed,
  }: Pick<AskOptions, "signal" | "timeout"> & { readonly failed: AbortSignal },
): Promise<SummarizerAnswer | SummarizerFailure> {
  const end = AbortSignal.any([signal, failed, AbortSignal.timeout(timeout)])
  const ended = new Promise<SummarizerFailure>((resolve) => {
    end.addEventListener("abort", () =>
      resolve(signal.aborted ? "aborted" : failed.aborted ? "error" : "timeout"),
    )
  })
  return (await Promise.race([answer, ended])) ?? "error"
}

interface Mark {
  readonly child: string
  readonly pid: number
  readonly directory: string
}

function readMarks(folder: string): readonly Mark[] {
  if (!fs.existsSync(folder)) return []
  return fs.readdirSync(folder).flatMap((name): Mark[] => {
    try {
      const mark: unknown = JSON.parse(fs.readFileSync(path.join(folder, name), "utf8"))
      return isMark(mark) ? [mark] : []
    } catch {
      return []
    }
  })
}

const isMark = (value: unknown): value is Mark =>
  typeof value === "object" &&
  value !== null &&
  "child" in value &&
  typeof value.child === "string" &&
  "pid" in value &&
  typeof value.pid === "number" &&
  "directory" in value &&
  typeof value.directory === "string"

/** A process of the same number that is not ours: the owner was an earlier one. */
function isAlive(pid: number): boolean {
  if (pid === process.pid) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM"
  }
}
