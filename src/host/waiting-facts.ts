import { isDeepStrictEqual } from "node:util"
import { withFacts } from "./facts-update.ts"
import type { FactsUpdate } from "./facts-update.ts"

/** What was recorded of one session and is not stored yet. */
export interface WaitingFacts {
  readonly add: (update: FactsUpdate) => void
  readonly isEmpty: () => boolean
  /** The value with all of them, oldest first. */
  readonly into: (value: unknown) => unknown
  /** Takes note of what is about to be stored, with all of them in it; to be called when it was. */
  readonly trying: (value: unknown) => () => void
  /** Takes note of what stands there now: a host that gave no answer may have stored it all the same. */
  readonly found: (value: unknown) => void
  /** Nothing of ours can be stored there. */
  readonly drop: () => void
}

export function createWaitingFacts(): WaitingFacts {
  const updates: FactsUpdate[] = []
  let tried: { readonly value: unknown; readonly count: number } | undefined

  const settle = (): void => {
    updates.splice(0, tried?.count)
    tried = undefined
  }

  return {
    add: (update) => void updates.push(update),
    isEmpty: () => updates.length === 0,
    into: (value) => updates.reduce<unknown>(withFacts, value),
    trying(value) {
      const sent: unknown = JSON.parse(JSON.stringify(value))
      tried = { value: sent, count: updates.length }
      return settle
    },
    found(value) {
      if (tried && isDeepStrictEqual(tried.value, value)) settle()
      tried = undefined
    },
    drop: () => void updates.splice(0),
  }
}
