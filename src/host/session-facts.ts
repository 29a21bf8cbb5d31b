import type { HostClient } from "./host-client.ts"
import { asRecord } from "../session/is-record.ts"

export type Fact = string | number | boolean

export interface FactsUpdate {
  readonly facts: Readonly<Record<string, Fact>>
  /** Counter to raise. */
  readonly count?:
    | "compaction_count"
    | "overflow_terminal_count"
    | "refetch_count"
    | "summary_accepted_count"
    | "summary_discarded_count"
  /** By how much; one where nothing is said. */
  readonly by?: number
}

/** Facts of a session in its metadata: they survive restarts, and a fork copies them. */
export interface SessionFacts {
  /** Writes in the background, one update after the other. */
  readonly record: (sessionID: string, update: FactsUpdate) => void
  /** Resolves when everything recorded so far is written. */
  readonly written: () => Promise<void>
}

/** Our key in the session's metadata; the keys of others are left alone. */
export const METADATA_KEY = "staged-compaction"
const VERSION = 1

export function createSessionFacts(client: HostClient): SessionFacts {
  let queue: Promise<void> = Promise.resolve()
  return {
    record(sessionID, update) {
      queue = queue.then(() => write(client, sessionID, update)).catch(() => {})
    },
    written: () => queue,
  }
}

async function write(
  client: HostClient,
  sessionID: string,
  { facts, count, by = 1 }: FactsUpdate,
): Promise<void> {
  const metadata = await client.metadata(sessionID)
  if (!metadata) return
  const mine = asRecord(metadata[METADATA_KEY])
  // A newer version of the plugin wrote this: it knows more than we do.
  if (typeof mine["version"] === "number" && mine["version"] > VERSION) return
  const counters = asRecord(mine["counters"])
  const counted = count === undefined ? undefined : counters[count]
  await client.setMetadata(sessionID, {
    ...metadata,
    [METADATA_KEY]: {
      ...mine,
      version: VERSION,
      session: sessionID,
      facts: { ...asRecord(mine["facts"]), ...facts },
      counters:
        count === undefined
          ? counters
          : { ...counters, [count]: (typeof counted === "number" ? counted : 0) + by },
    },
  })
}
