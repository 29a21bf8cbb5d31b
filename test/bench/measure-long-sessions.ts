import { longSessions } from "./long-sessions.ts"
import type { LongSession } from "./long-sessions.ts"
import { runChild } from "./run-child.ts"
import { spentOn } from "./spent.ts"

/** Milliseconds of the processor. */
export interface LongSessionResult extends LongSession {
  /** One round trip of the messages through JSON, to which requests are compared. */
  readonly trip: number
  /** All texts counted once, which a first request cannot do without. */
  readonly counted: number
  readonly first: number
  readonly later: number
  readonly restarted: number
  readonly edits: number
}

export interface LongSessionResults {
  readonly grown: Readonly<Record<keyof LongSession, readonly LongSessionResult[]>>
  /** How much slower this machine adds numbers than an ordinary one. */
  readonly slowness: number
}

const program = new URL("./long-session-child.js", import.meta.url)

/** What a request of a long session costs, by what makes the session long. */
export async function measureLongSessions(): Promise<LongSessionResults> {
  const { messages, calls, dead } = longSessions
  return {
    slowness: await slowness(),
    grown: { messages: messages.map(measure), calls: calls.map(measure), dead: dead.map(measure) },
  }
}

function measure(session: LongSession): LongSessionResult {
  const { messages, calls, dead } = session
  const [trip = Infinity, counted = Infinity, first = Infinity, ...more] = runChild(
    program,
    [messages, calls, dead].map(String),
  )
  const [later = Infinity, restarted = Infinity, edits = 0] = more
  return { ...session, trip, counted, first, later, restarted, edits }
}

const ADDITIONS = 100_000_000
/** What that many take on an ordinary machine, ms. */
const ORDINARY = 100

async function slowness(): Promise<number> {
  const { cpu } = await spentOn(async () => {
    let sum = 0
    for (let each = 0; each < ADDITIONS; each++) sum += each
    return sum
  })
  return cpu / ORDINARY
}
