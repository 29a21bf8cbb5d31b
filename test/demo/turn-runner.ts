import { setTimeout as sleep } from "node:timers/promises"
import { z } from "zod"
import type { HostServer } from "../host/throwaway-host.ts"
import { shorten } from "./text.ts"

const errorSchema = z.object({ data: z.object({ message: z.string() }) })

interface TurnRunnerOptions {
  readonly client: HostServer["client"]
  readonly sessionID: string
  /** Milliseconds after which a turn is aborted. */
  readonly timeout: number
}

/** Events may arrive a little behind the answer to the prompt. */
const eventDelay = 100

const longestError = 400

const errorText = (error: unknown): string => {
  const named = errorSchema.safeParse(error)
  const text = named.success ? named.data.data.message : JSON.stringify(error)
  return shorten(text, longestError)
}

/** Runs user messages in a session, and tells which of the runs reported an error. */
export const createTurnRunner = async ({ client, sessionID, timeout }: TurnRunnerOptions) => {
  const end = new AbortController()
  let errors: string[] = []
  const { stream } = await client.event.subscribe({ signal: end.signal })
  const collect = async () => {
    for await (const event of stream)
      if (event.type === "session.error" && event.properties.sessionID === sessionID)
        errors.push(errorText(event.properties.error))
  }
  const collected = collect().catch(() => {
    // The server has ended.
  })

  /** Undefined for a clean run, else its first error: what makes `opencode run` exit with 1. */
  const run = async (text: string): Promise<string | undefined> => {
    errors = []
    const timer = setTimeout(() => {
      errors.push(`aborted after ${timeout} ms`)
      void client.session.abort({ path: { id: sessionID } })
    }, timeout)
    try {
      const { error } = await client.session.prompt({
        path: { id: sessionID },
        body: { parts: [{ type: "text", text }] },
      })
      await sleep(eventDelay)
      return errors[0] ?? (error === undefined ? undefined : errorText(error))
    } catch (cause) {
      return errorText(String(cause))
    } finally {
      clearTimeout(timer)
    }
  }
  return {
    run,
    close: async () => {
      end.abort()
      await collected
    },
  }
}
