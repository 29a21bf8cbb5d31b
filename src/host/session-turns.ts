import path from "node:path"
import { withLock } from "./file-lock.ts"
import { safeName } from "./safe-name.ts"

/** Where the locks are, beside the journals. */
export const LOCKS_FOLDER = "locks"

/** Work on sessions that nobody else does at the same time, in this process or another. */
export interface SessionTurns {
  /** The work asks before it changes anything whether it is still its turn. */
  readonly take: <T>(sessionID: string, work: (holds: () => boolean) => Promise<T>) => Promise<T>
  /** Resolves when all work that was asked for so far has ended. */
  readonly ended: () => Promise<void>
}

/** Longer than another process pauses between two looks at the lock, milliseconds. */
const YIELD_MS = 10

/** Who has the next update ready at once would leave no moment to the others. */
const letOthers = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, YIELD_MS))

/** One at a time in this process, so that only processes wait for each other at the lock. */
export function createSessionTurns({ folder }: { readonly folder: string }): SessionTurns {
  const queues = new Map<string, Promise<unknown>>()
  return {
    take(sessionID, work) {
      const before = queues.get(sessionID)?.then(letOthers) ?? Promise.resolve()
      const file = path.join(folder, LOCKS_FOLDER, safeName(sessionID))
      const turn = before.then(() => withLock(file, work))
      const settled = turn.then(
        () => {},
        () => {},
      )
      queues.set(sessionID, settled)
      void settled.then(() => {
        if (queues.get(sessionID) === settled) queues.delete(sessionID)
      })
      return turn
    },
    ended: async () => {
      await Promise.all(queues.values())
    },
  }
}
