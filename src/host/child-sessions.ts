import os from "node:os"
import path from "node:path"
import { asRecord } from "../session/is-record.ts"
import type { SummarizerAnswer, SummarizerFailure } from "../session/summary/write-summary.ts"
import type { ModelRef } from "../session/transcript.ts"
import type { HostClient } from "./host-client.ts"
import { isRunning } from "./is-running.ts"
import { safeName } from "./safe-name.ts"
import {
  listStored,
  MOST_OF_A_LINE,
  readStoredText,
  removeStored,
  replaceStored,
  statStored,
} from "./stored-file.ts"

/** Folder of the marks that children leave, beside the journals. */
export const MARKS_FOLDER = "children"

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
  /** Nothing of a child's is waited for any more. */
  readonly isDone: (sessionID: string) => boolean
  /** A child is about to ask its model: once is enough for an answer. */
  readonly stepped: (sessionID: string) => void
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
  const mine = new Map<string, Child>()
  const asking = new Set<Promise<unknown>>()
  const closing = new AbortController()
  const ending = new Set<Promise<void>>()
  const marks = path.join(folder, MARKS_FOLDER)
  const markOf = (child: string): string => path.join(marks, safeName(child))

  const end = async (child: string): Promise<void> => {
    await client.abort(child)
    if (await client.remove(child)) removeStored(markOf(child))
  }

  const askChild = async ({
    parent,
    model,
    prompt,
    signal,
    timeout,
  }: AskOptions): Promise<SummarizerAnswer | SummarizerFailure> => {
    const stop = AbortSignal.any([signal, closing.signal])
    if (stop.aborted) return "aborted"
    const started = AbortSignal.timeout(Math.max(0, timeout))
    const child = await client.createChild(parent)
    if (child === undefined) return "error"
    const failed = new AbortController()
    mine.set(child, { failed, steps: 0 })
    try {
      leaveMark(markOf(child), { child, pid: process.pid, host: os.hostname(), directory })
      const ends = [
        { signal: stop, failure: "aborted" },
        { signal: failed.signal, failure: "error" },
        { signal: started, failure: "timeout" },
      ] as const
      return await firstOf(() => client.prompt(child, model, prompt), ends)
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
  }

  return {
    has: (sessionID) => mine.has(sessionID),
    retried(sessionID, attempt) {
      if (attempt > MAX_RETRIES) mine.get(sessionID)?.failed.abort()
    },
    isDone: (sessionID) => mine.get(sessionID)?.failed.signal.aborted ?? false,
    stepped(sessionID) {
      const child = mine.get(sessionID)
      if (!child) return
      child.steps++
      // A stream that ends without saying so is asked for more, again and again.
      if (child.steps > 1) child.failed.abort()
    },
    ask(options) {
      const asked = askChild(options)
      asking.add(asked)
      void asked.finally(() => asking.delete(asked))
      return asked
    },
    async close() {
      closing.abort()
      await Promise.allSettled(asking)
      await Promise.all(ending)
    },
    async removeOrphans() {
      for (const mark of readMarks(marks))
        if (mark.directory === directory && !mine.has(mark.child) && !isAlive(mark))
          // oxlint-disable-next-line no-await-in-loop -- one after the other is soon enough
          await end(mark.child)
    },
  }
}

interface End {
  readonly signal: AbortSignal
  readonly failure: SummarizerFailure
}

/** The answer, unless something ends it before; nothing is asked where that has happened already. */
async function firstOf(
  ask: () => Promise<SummarizerAnswer | "aborted" | undefined>,
  ends: readonly End[],
): Promise<SummarizerAnswer | SummarizerFailure> {
  const over = ends.find(({ signal }) => signal.aborted)
  if (over) return over.failure
  const ended = ends.map(
    ({ signal, failure }) =>
      new Promise<SummarizerFailure>((resolve) => {
        signal.addEventListener("abort", () => resolve(failure), { once: true })
      }),
  )
  return (await Promise.race([ask(), ...ended])) ?? "error"
}

interface Child {
  readonly failed: AbortController
  /** Requests to the model. */
  steps: number
}

interface Mark {
  readonly child: string
  readonly pid: number
  readonly host: string
  readonly directory: string
  /** When it was left, milliseconds. */
  readonly since: number
}

/** Without one it answers as well; if this host is killed meanwhile, nobody knows of it. */
function leaveMark(file: string, mark: Omit<Mark, "since">): void {
  try {
    replaceStored(file, JSON.stringify(mark))
  } catch {
    // Where nothing can be written there is nobody to be told.
  }
}

function readMarks(folder: string): readonly Mark[] {
  return listStored(folder).flatMap((name): Mark[] => {
    try {
      const file = path.join(folder, name)
      const text = readStoredText(file, { most: MOST_OF_A_LINE })
      const { child, pid, host, directory } = asRecord(JSON.parse(text ?? ""))
      if (typeof child !== "string" || typeof pid !== "number" || typeof directory !== "string")
        return []
      // The session that a mark names is deleted: it has to be the one that it was made for.
      if (safeName(child) !== name) return []
      const since = statStored(file)?.mtimeMs ?? Date.now()
      return [
        { child, pid, host: typeof host === "string" ? host : os.hostname(), directory, since },
      ]
    } catch {
      return []
    }
  })
}

/** No child runs for as long, milliseconds; of another machine's process nobody here knows more. */
const LONGEST_MS = 60 * 60_000

/** A process of the same number that is not ours: the owner was an earlier one. */
const isAlive = ({ pid, host, since }: Mark): boolean =>
  host === os.hostname()
    ? pid !== process.pid && isRunning(pid)
    : Math.abs(Date.now() - since) < LONGEST_MS
