import { waitForHost } from "./hook-time.ts"

/** A question that was waited for in vain is not asked again for so long, milliseconds. */
const AFTER_HANG_MS = 60_000
/** Each further time in a row twice as long, up to this. */
const LONGEST_PAUSE_MS = 600_000
/** A wait below this, because the hook had no more time, does not tell that the host hangs. */
const LEAST_WAIT_MS = 1_000

/** How a question is asked. */
export interface AskOptions {
  /** Milliseconds. */
  readonly mostMs?: number
  /** Also while it is paused: of what nobody waits for, or asks for the last time. */
  readonly isDue?: boolean
}

/**
 * Asks the host, unless the same question has lately come to nothing. An answer that comes late ends
 * the pause. Undefined is no answer.
 */
export type LookUp = <T>(
  name: string,
  ask: () => Promise<T | undefined>,
  asked?: AskOptions,
) => Promise<T | undefined>

export interface LookUpsOptions {
  /** The first pause after a question that failed at once, which has cost no time; 0 for none. */
  readonly afterFailureMs: number
}

interface Pause {
  readonly until: number
  readonly inRow: number
}

/** Remembers which questions came to nothing, so that they cost their wait once and not each time. */
export function createLookUps({ afterFailureMs }: LookUpsOptions): LookUp {
  const pauses = new Map<string, Pause>()
  const pause = (name: string, first: number): void => {
    if (first === 0) return
    const known = pauses.get(name)
    // Asked at the same time, it has failed once.
    if (known && known.until > performance.now()) return
    const inRow = (known?.inRow ?? 0) + 1
    const length = Math.min(LONGEST_PAUSE_MS, first * 2 ** (inRow - 1))
    pauses.set(name, { until: performance.now() + length, inRow })
  }
  return async (name, ask, { mostMs, isDue = false } = {}) => {
    if (!isDue && (pauses.get(name)?.until ?? 0) > performance.now()) return undefined
    const started = performance.now()
    let hasEnded = false
    const answer = await waitForHost(async () => {
      try {
        const given = await ask()
        // Also where it comes when nobody waits for it any more.
        if (given !== undefined) pauses.delete(name)
        return given
      } finally {
        hasEnded = true
      }
    }, mostMs)
    if (answer !== undefined) return answer
    if (performance.now() - started >= LEAST_WAIT_MS) pause(name, AFTER_HANG_MS)
    else if (hasEnded) pause(name, afterFailureMs)
    return undefined
  }
}
