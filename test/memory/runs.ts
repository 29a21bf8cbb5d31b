import type { Instance } from "./instance.ts"
import { lastAnswer, runSession } from "./run.ts"
import { storePrompt } from "./prompt.ts"
import type { PromptBody } from "./prompt.ts"
import type { Stored } from "./stored.ts"
import type { ToolEntry } from "./tool-list.ts"

interface Running {
  readonly done: Promise<void>
  readonly stop: AbortController
}

export interface Runs {
  prompt(sessionID: string, body: PromptBody): Promise<Stored>
  /** Works on a session, or waits for the work that goes on already. */
  work(sessionID: string): Promise<void>
  abort(sessionID: string): Promise<void>
  /** Of sessions that are worked on, as the host lists them. */
  statuses(): Readonly<Record<string, { readonly type: "busy" }>>
  stop(): Promise<void>
}

/** At most one run works on a session at a time; prompts that come meanwhile are taken up by it. */
export const createRuns = (host: Instance, entries: () => readonly ToolEntry[]): Runs => {
  const running = new Map<string, Running>()
  const work = async (sessionID: string): Promise<void> => {
    const known = running.get(sessionID)
    if (known) return known.done
    const stop = new AbortController()
    const done = runSession(host, sessionID, entries(), stop.signal).finally(() =>
      running.delete(sessionID),
    )
    running.set(sessionID, { done, stop })
    return done
  }
  const abort = async (sessionID: string): Promise<void> => {
    const known = running.get(sessionID)
    known?.stop.abort()
    await known?.done.catch(() => {})
  }
  return {
    work,
    abort,
    statuses: () =>
      Object.fromEntries([...running.keys()].map((id) => [id, { type: "busy" as const }])),
    prompt: async (sessionID, body) => {
      const asked = await storePrompt(host, sessionID, body)
      if (body.noReply) return { info: asked, parts: [] }
      await work(sessionID)
      return lastAnswer(host, sessionID)
    },
    stop: async () => {
      await Promise.all([...running.keys()].map(abort))
    },
  }
}
