import { z } from "zod"
import { asRecord, isRecord } from "../session/is-record.ts"
import { readWorkflows, STATE_VERSION, writeWorkflows } from "../workflow/read-workflows.ts"
import type { WorkflowsRead } from "../workflow/read-workflows.ts"
import type { WorkflowRecord } from "../workflow/record.ts"
import { notRecorded } from "../workflow/texts.ts"
import { refused } from "../workflow/transition.ts"
import type { Refused, Transition } from "../workflow/transition.ts"
import { digest } from "./digest.ts"
import type { FactsUpdate } from "./facts-update.ts"
import { apartFromHook, HOOK_WAIT_MS, isInHook, waitForHost } from "./hook-time.ts"
import type { HostClient } from "./host-client.ts"
import type { AskOptions } from "./look-ups.ts"
import { createSessionTurns } from "./session-turns.ts"
import { createWaitingFacts } from "./waiting-facts.ts"
import type { WaitingFacts } from "./waiting-facts.ts"

/** What a session's metadata holds under our key, as it was read. */
export interface StoredState {
  readonly value: unknown
  /** The session that has what belongs to it: of a fork, its origin until that is carried over. */
  readonly session: string | undefined
  readonly workflows: WorkflowsRead
}

/** The state could not be read or written: nothing was decided, and it is worth another attempt. */
export interface Unwritten extends Refused {
  readonly isUnwritten: true
}

export type Change = Transition | Unwritten

export const isUnwritten = (change: Change): change is Unwritten => "isUnwritten" in change

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
  ) => Promise<Change>
  /** Writes the workflows as they are to be; undefined where they could not be read or written. */
  readonly amend: (
    sessionID: string,
    amend: (records: readonly WorkflowRecord[]) => readonly WorkflowRecord[],
  ) => Promise<readonly WorkflowRecord[] | undefined>
  /**
   * Records facts in the background, one update after the other. What the host does not store is kept,
   * and stored with whatever is written next, or after a while.
   */
  readonly record: (sessionID: string, update: FactsUpdate) => void
  /** Resolves when everything recorded so far is written, or was tried once more. */
  readonly written: () => Promise<void>
  /** The session has all that its origin gave it: what is written from now on names itself. */
  readonly claim: (sessionID: string) => void
}

/** Our key in the session's metadata; the keys of others are left alone. */
export const METADATA_KEY = "staged-compaction"

interface Loaded {
  readonly metadata: Record<string, unknown>
  readonly state: StoredState
}

export interface SessionStateOptions {
  readonly client: Pick<HostClient, "metadata" | "setMetadata" | "isGone">
  /** Where the locks are. */
  readonly folder: string
  /** Milliseconds until facts that were not stored are tried again; each further time it is longer. */
  readonly retryMs?: number
}

/** A host that has not answered by then is asked with the next change. */
const MOST_RETRIES = 5
const LONGER = 4

/** A host that hung once is asked all the same: facts that wait cost no hook its time. */
const DUE: AskOptions = { isDue: true }

export function createSessionState({
  client,
  folder,
  retryMs = 1_000,
}: SessionStateOptions): SessionState {
  const turns = createSessionTurns({ folder })
  const waiting = new Map<string, WaitingFacts>()
  const claimed = new Set<string>()
  /** Sessions whose facts are being tried, and those whose facts are to be tried again. */
  const trying = new Set<string>()
  const retrying = new Set<string>()

  const waitingOf = (sessionID: string): WaitingFacts => {
    const facts = waiting.get(sessionID) ?? createWaitingFacts()
    waiting.set(sessionID, facts)
    return facts
  }

  const load = async (sessionID: string, asked?: AskOptions): Promise<Loaded | undefined> => {
    const metadata = await client.metadata(sessionID, asked)
    return metadata && { metadata, state: storedState(metadata) }
  }

  /**
   * Work in its turn. A tool's call waits for those before it, however many; a hook does not wait for
   * long: then it is undefined, and nothing is stored any more.
   */
  const inTurn = async <T>(
    sessionID: string,
    work: (hasGivenUp: () => boolean, asked: AskOptions) => Promise<T>,
  ): Promise<T | undefined> => {
    if (!isInHook())
      return turns.take(sessionID, (holds) => work(() => !holds(), DUE)).catch(() => undefined)
    let isGivenUp = false
    const done = await waitForHost(
      () =>
        turns.take(sessionID, async (holds) =>
          isGivenUp ? undefined : work(() => isGivenUp || !holds(), {}),
        ),
      HOOK_WAIT_MS,
    )
    isGivenUp = true
    return done
  }

  /** Stores a value, and the facts that wait for it; whether it was stored. */
  const store = async (
    sessionID: string,
    { metadata, state }: Loaded,
    value: unknown,
    asked?: AskOptions,
  ): Promise<boolean> => {
    const facts = waitingOf(sessionID)
    facts.found(state.value)
    const told = asRecord(facts.into(value))
    const session = claimed.has(sessionID) ? sessionID : (state.session ?? sessionID)
    const next = { ...told, version: STATE_VERSION, session }
    const settle = facts.trying(next)
    const all = { ...metadata, [METADATA_KEY]: next }
    const isStored = await client.setMetadata(sessionID, all, asked)
    if (isStored) settle()
    if (facts.isEmpty()) waiting.delete(sessionID)
    return isStored
  }

  /** Nothing waits, or nothing of ours can be stored there. */
  const forget = (sessionID: string): true => {
    waiting.get(sessionID)?.drop()
    waiting.delete(sessionID)
    return true
  }

  /** Stores the facts that wait; whether that is done with. */
  const flush = (sessionID: string, asked?: AskOptions): Promise<boolean> =>
    turns
      .take(sessionID, async (holds) => {
        const facts = waitingOf(sessionID)
        if (facts.isEmpty()) return forget(sessionID)
        const loaded = await load(sessionID, asked)
        if (!loaded && client.isGone(sessionID)) return forget(sessionID)
        if (!loaded || !holds()) return false
        const { value, workflows } = loaded.state
        facts.found(value)
        // A newer version of the plugin knows more than we do. What is no object is set aside first.
        const isOurs = workflows.kind !== "newer" && (value === undefined || isRecord(value))
        return !isOurs || facts.isEmpty()
          ? forget(sessionID)
          : store(sessionID, loaded, value, asked)
      })
      .catch(() => false)

  /** Stores them now, all that come meanwhile too; whether that is done with. */
  const flushAll = async (sessionID: string, asked?: AskOptions): Promise<boolean> => {
    trying.add(sessionID)
    let isDone = true
    // oxlint-disable-next-line no-await-in-loop -- the next ones came while these were stored
    while (isDone && waiting.has(sessionID)) isDone = await flush(sessionID, asked)
    trying.delete(sessionID)
    return isDone
  }

  /** One after the other, however many facts come meanwhile. */
  const retry = (sessionID: string, attempt = 0): void => {
    if (attempt === MOST_RETRIES) return void retrying.delete(sessionID)
    retrying.add(sessionID)
    const again = async (): Promise<void> => {
      // Somebody is asking just now, or has stored them.
      const isDone = !trying.has(sessionID) && (await flushAll(sessionID, DUE))
      if (isDone) retrying.delete(sessionID)
      else retry(sessionID, attempt + 1)
    }
    setTimeout(() => void again(), retryMs * LONGER ** attempt).unref()
  }

  const flushSoon = async (sessionID: string): Promise<void> => {
    if (trying.has(sessionID)) return
    if (!(await flushAll(sessionID)) && !retrying.has(sessionID)) retry(sessionID)
  }

  return {
    read: async (sessionID) => (await load(sessionID))?.state,
    async change(sessionID, change) {
      const changed = await inTurn(sessionID, async (hasGivenUp, asked): Promise<Change> => {
        try {
          const loaded = await load(sessionID, asked)
          if (!loaded || hasGivenUp()) return unwritten("the host does not answer")
          const { answer, value } = decide(loaded.state, change)
          return value === undefined || (await store(sessionID, loaded, value, asked))
            ? answer
            : unwritten("the host did not store it")
        } catch (error) {
          return unwritten(causeOf(error))
        }
      })
      return changed ?? unwritten("the host does not answer")
    },
    amend: (sessionID, amend) =>
      inTurn(sessionID, async (hasGivenUp, asked) => {
        const loaded = await load(sessionID, asked)
        if (loaded?.state.workflows.kind !== "valid" || hasGivenUp()) return undefined
        const records = amend(loaded.state.workflows.records)
        const value = writeWorkflows(loaded.state.value, records, digest)
        return (await store(sessionID, loaded, value, asked)) ? records : undefined
      }),
    record(sessionID, update) {
      waitingOf(sessionID).add(update)
      void apartFromHook(() => flushSoon(sessionID))
    },
    claim: (sessionID) => void claimed.add(sessionID),
    async written() {
      // The write of one session may hang for all of the time: the others' facts do not wait for it.
      await waitForHost(
        () =>
          Promise.all([
            turns.ended(),
            ...[...waiting.keys()].map((sessionID) => flush(sessionID, DUE)),
          ]),
        HOOK_WAIT_MS,
      )
    },
  }
}

/** What a change comes to, and what is stored for it. One that could not be read back is refused. */
function decide(
  state: StoredState,
  change: (state: StoredState) => Transition,
): { readonly answer: Transition; readonly value?: Record<string, unknown> } {
  try {
    const answer = change(state)
    return answer.ok
      ? { answer, value: writeWorkflows(state.value, answer.records, digest) }
      : { answer }
  } catch (error) {
    return { answer: refused(notRecorded(causeOf(error))) }
  }
}

function causeOf(error: unknown): string {
  if (error instanceof z.ZodError) return z.prettifyError(error)
  return error instanceof Error ? error.message : String(error)
}

const unwritten = (cause: string): Unwritten => ({
  ...refused(notRecorded(cause)),
  isUnwritten: true,
})

function storedState(metadata: Record<string, unknown>): StoredState {
  const value = metadata[METADATA_KEY]
  const { session } = asRecord(value)
  return {
    value,
    session: typeof session === "string" ? session : undefined,
    workflows: readWorkflows(value, digest),
  }
}
