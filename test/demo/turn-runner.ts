import type { HostServer } from "../host/throwaway-host.ts"
import { withinPatience } from "../run/within-patience.ts"
import { createTurnWatch, errorText } from "./turn-watch.ts"
import type { TurnEnd } from "./turn-watch.ts"

interface TurnRunnerOptions {
  readonly client: HostServer["client"]
  readonly sessionID: string
}

/** A turn is a dozen requests with their tools, each of them cheaper than a start of the host. */
const turnStarts = 5

/** Runs user messages in a session; the host's events tell when a turn has ended, and how. */
export const createTurnRunner = async ({ client, sessionID }: TurnRunnerOptions) => {
  const closed = new AbortController()
  const watch = createTurnWatch(sessionID)
  const { stream } = await client.event.subscribe({
    signal: closed.signal,
    // A connection that breaks is the end of the host; nobody would answer the next attempt.
    sseMaxRetryAttempts: 1,
  })
  const collect = async (connect: () => void) => {
    for await (const event of stream) {
      if (event.type === "server.connected") connect()
      watch.take(event)
    }
    watch.breakOff("The host sends no more events")
  }
  let collected = Promise.resolve()
  const connected = new Promise<void>((resolve) => {
    collected = collect(resolve).catch((cause: unknown) => watch.breakOff(String(cause)))
  })
  await withinPatience({ what: "the host to send events", starts: 1 }, connected)

  const run = async (text: string): Promise<TurnEnd> => {
    const ended = watch.begin()
    const work = async (): Promise<TurnEnd> => {
      const { error } = await client.session.promptAsync({
        path: { id: sessionID },
        body: { parts: [{ type: "text", text }] },
      })
      return error === undefined ? ended : { error: errorText(error), aborted: false }
    }
    try {
      return await withinPatience({ what: "the host to end a turn", starts: turnStarts }, work())
    } catch (cause) {
      // Nobody waits for its answer: a host that hangs may not give one, and is ended in any case.
      void client.session.abort({ path: { id: sessionID } }).catch(() => {})
      return { error: cause instanceof Error ? cause.message : String(cause), aborted: true }
    }
  }
  return {
    run,
    close: async () => {
      closed.abort()
      await collected
    },
  }
}
