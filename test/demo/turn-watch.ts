import { z } from "zod"
import { shorten } from "./text.ts"

export interface TurnEnd {
  /** The first error of the turn: what makes `opencode run` exit with 1. Undefined for a clean turn. */
  readonly error: string | undefined
  /** Whether the turn was broken off, so that its figures say nothing. */
  readonly aborted: boolean
}

/** As much of the host's events as tells how a turn goes on. */
export interface TurnEvent {
  readonly type: string
  readonly properties: unknown
}

const errorSchema = z.object({ data: z.object({ message: z.string() }) })
const propertiesSchema = z.looseObject({
  sessionID: z.string(),
  status: z.object({ type: z.string() }).optional(),
  error: z.looseObject({ name: z.string() }).optional(),
})

const longestError = 400

export const errorText = (error: unknown): string => {
  const named = errorSchema.safeParse(error)
  const text = named.success
    ? named.data.data.message
    : (JSON.stringify(error) ?? "no reason given")
  return shorten(text, longestError)
}

/** Follows the turns of a session, of which one at a time runs, through the host's events. */
export const createTurnWatch = (sessionID: string) => {
  let resolve: ((end: TurnEnd) => void) | undefined
  let error: string | undefined
  let aborted = false
  let isBusy = false

  const end = () => resolve?.({ error, aborted })
  return {
    /** Call it before the message is sent; what comes later is about this turn. */
    begin: (): Promise<TurnEnd> => {
      error = undefined
      aborted = false
      isBusy = false
      return new Promise<TurnEnd>((next) => (resolve = next))
    },
    take: ({ type, properties }: TurnEvent): void => {
      const read = propertiesSchema.safeParse(properties)
      if (!read.success || read.data.sessionID !== sessionID) return
      if (type === "session.status" && read.data.status?.type !== "idle") isBusy = true
      if (type === "session.error") {
        error ??= errorText(read.data.error)
        if (read.data.error?.name === "MessageAbortedError") aborted = true
        // Behind an error before the work began nothing else comes.
        if (!isBusy) end()
      }
      // One from before the work began is still about the turn before.
      if (type === "session.idle" && isBusy) end()
    },
    /** Ends the turn although the host has not. */
    breakOff: (why: string): void => {
      error ??= why
      aborted = true
      end()
    },
  }
}
