import os from "node:os"
import { foldRun } from "../dispatch/run/fold-run.ts"
import type { Run } from "../dispatch/run/fold-run.ts"
import { digest } from "./digest.ts"
import { isRunning } from "./is-running.ts"
import type { Runtime } from "./runtime.ts"
import type { Session } from "./sessions.ts"

/** What the dispatches of a session have come to, as its file says now. */
export function runOf(
  { config, directory, tasks }: Pick<Runtime, "config" | "directory" | "tasks">,
  session: Session,
): Run {
  const { stalledThreshold, reviewLoopThreshold } = config.dispatch
  return foldRun(session.dispatches.refresh(), {
    stalledThreshold,
    reviewLoopThreshold,
    directory,
    digest,
    // Of another machine nothing is known: it may still answer.
    isAlive: ({ pid, host, call }) =>
      host !== os.hostname() ||
      (pid === process.pid
        ? tasks.runningIn(session.id).some(({ id }) => id === call)
        : isRunning(pid)),
  })
}
