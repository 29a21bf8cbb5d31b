import path from "node:path"
import { z } from "zod"
import { asRecord, isRecord } from "../session/is-record.ts"
import { readWorkflows, STATE_VERSION, writeWorkflows } from "../workflow/read-workflows.ts"
import type { WorkflowsRead } from "../workflow/read-workflows.ts"
import type { WorkflowRecord } from "../workflow/record.ts"
import { notRecorded } from "../workflow/texts.ts"
import { refused } from "../workflow/transition.ts"
import type { Transition } from "../workflow/transition.ts"
import { digest } from "./digest.ts"
import { withLock } from "./file-lock.ts"
import type { HostClient } from "./host-client.ts"
import { safeName } from "./safe-name.ts"

export type Fact = string | number | boolean

export interface FactsUpdate {
  readonly facts: Readonly<Record<string, Fact>>
  /** Counters of all dispatches so far, in the place of those before. */
  readonly dispatches?: Readonly<Record<string, unknown>>
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

/** What a session's metadata holds under our key, as it was read. */
export interface StoredState {
  readonly value: unknown
  /** The session that last wrote it: of a fork, its origin. */
  readonly session: string | undefined
  readonly workflows: WorkflowsRead
}

/**
 * State of sessions in their metadata: it survives restarts, and a fork copies it. Changes are read,
 * made and written under a lock, so that those of another process are not lost.
 */
export interface SessionState {
  /** Undefined where the host does not answer. */
  readonly read: (sessionID: string) => Promise<StoredState | undefined>
  /** Writes what a change makes of the workflows. A state that cannot be written refuses it too. */
  readonly change: (
    sessionID: string,
    change: (state: StoredState) => Transition,
  ) => Promise<Transition>
  /** Writes the workflows as they are to be; undefined where they could not be read or written. */
  readonly amend: (
    sessionID: string,
    amend: (records: readonly WorkflowRecord[]) => readonly WorkflowRecord[],
  ) => Promise<readonly WorkflowRecord[] | undefined>
  /** Records facts in the background, one update after the other. */
  readonly record: (sessionID: string, update: FactsUpdate) => void
  /** Resolves when everything recorded so far is written. */
  readonly written: () => Promise<void>
}

/** Where the locks are, beside the journals. */
export const LOCKS_FOLDER = "locks"

/** Our key in the session's metadata; the keys of others are left alone. */
export const METADATA_KEY = "staged-compaction"

interface Loaded {
  readonly metadata: Record<string, unknown>
  readonly state: StoredState
}

export interface SessionStateOptions {
  readonly client: Pick<HostClient, "metadata" | "setMetadata">
  /** Where the locks are. */
  readonly folder: string
}

export function createSessionState({ client, folder }: SessionStateOptions): SessionState {
  const queues = new Map<string, Promise<unknown>>()

  /** One at a time in this process, so that only processes wait for each other at the lock. */
  const exclusively = <T>(sessionID: string, work: () => Promise<T>): Promise<T> => {
    const before = queues.get(sessionID)?.then(letOthers) ?? Promise.resolve()
    const turn = before.then(() => withLock(lockFile(folder, sessionID), work))
    const settled = turn.then(
      () => {},
      () => {},
    )
    queues.set(sessionID, settled)
    void settled.then(() => {
      if (queues.get(sessionID) === settled) queues.delete(sessionID)
    })
    return turn
  }

  const load = async (sessionID: string): Promise<Loaded | undefined> => {
    const metadata = await client.metadata(sessionID)
    return metadata && { metadata, state: storedState(metadata) }
  }

  const store = (
    sessionID: string,
    metadata: Record<string, unknown>,
    value: Record<string, unknown>,
  ): Promise<boolean> =>
    client.setMetadata(sessionID, {
      ...metadata,
      [METADATA_KEY]: { ...value, version: STATE_VERSION, session: sessionID },
    })

  const storeRecords = (
    sessionID: string,
    { metadata, state }: Loaded,
    records: readonly WorkflowRecord[],
  ): Promise<boolean> => store(sessionID, metadata, writeWorkflows(state.value, records, digest))

  return {
    read: async (sessionID) => (await load(sessionID))?.state,
    async change(sessionID, change) {
      try {
        return await exclusively(sessionID, async () => {
          const loaded = await load(sessionID)
          if (!loaded) return refused(notRecorded("the host does not answer"))
          const answer = change(loaded.state)
          return !answer.ok || (await storeRecords(sessionID, loaded, answer.records))
            ? answer
            : refused(notRecorded("the host did not store it"))
        })
      } catch (error) {
        return refused(notRecorded(causeOf(error)))
      }
    },
    async amend(sessionID, amend) {
      try {
        return await exclusively(sessionID, async () => {
          const loaded = await load(sessionID)
          if (loaded?.state.workflows.kind !== "valid") return undefined
          const records = amend(loaded.state.workflows.records)
          return (await storeRecords(sessionID, loaded, records)) ? records : undefined
        })
      } catch {
        return undefined
      }
    },
    record(sessionID, update) {
      const write = async (): Promise<void> => {
        const loaded = await load(sessionID)
        if (!loaded) return
        const { value, workflows } = loaded.state
        // A newer version of the plugin wrote this: it knows more than we do.
        if (workflows.kind === "newer") return
        // Whoever reads the workflows sets it aside first.
        if (value !== undefined && !isRecord(value)) return
        await store(sessionID, loaded.metadata, withFacts(value, update))
      }
      void exclusively(sessionID, write).catch(() => {})
    },
    written: async () => {
      await Promise.all(queues.values())
    },
  }
}

function causeOf(error: unknown): string {
  if (error instanceof z.ZodError) return z.prettifyError(error)
  return error instanceof Error ? error.message : String(error)
}

/** Longer than another process pauses between two looks at the lock, milliseconds. */
const YIELD_MS = 10

/** Who has the next update ready at once would leave no moment to the others. */
const letOthers = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, YIELD_MS))

const lockFile = (folder: string, sessionID: string): string =>
  path.join(folder, LOCKS_FOLDER, safeName(sessionID))

function storedState(metadata: Record<string, unknown>): StoredState {
  const value = metadata[METADATA_KEY]
  const { session } = asRecord(value)
  return {
    value,
    session: typeof session === "string" ? session : undefined,
    workflows: readWorkflows(value, digest),
  }
}

function withFacts(
  value: unknown,
  { facts, count, by = 1, dispatches }: FactsUpdate,
): Record<string, unknown> {
  const mine = asRecord(value)
  const counters = asRecord(mine["counters"])
  const counted = count === undefined ? undefined : counters[count]
  return {
    ...mine,
    facts: { ...asRecord(mine["facts"]), ...facts },
    counters: {
      ...counters,
      ...(count !== undefined && { [count]: (typeof counted === "number" ? counted : 0) + by }),
      ...(dispatches && { dispatches }),
    },
  }
}
