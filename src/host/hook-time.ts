import { AsyncLocalStorage } from "node:async_hooks"
import { CLIENT_TIMEOUT_MS, within } from "./within.ts"

/** No hook waits longer in all for the host's answers, milliseconds. */
export const HOOK_WAIT_MS = 5_000

/** What one run of a hook has waited so far; waits at the same time count once. */
interface HookTime {
  /** Milliseconds that it may still wait. */
  readonly left: () => number
  /** A wait begins; the result ends it. */
  readonly begin: () => () => void
  /** Nobody waits for what the hook has begun any more. */
  readonly end: () => void
  readonly isOver: () => boolean
}

function createHookTime(): HookTime {
  let spent = 0
  let running = 0
  let since = 0
  let isOver = false
  const waited = (): number => spent + (running > 0 ? performance.now() - since : 0)
  return {
    left: () => (isOver ? Infinity : HOOK_WAIT_MS - waited()),
    begin() {
      if (running === 0) since = performance.now()
      running++
      return () => {
        running--
        if (running === 0) spent += performance.now() - since
      }
    },
    end: () => void (isOver = true),
    isOver: () => isOver,
  }
}

const times = new AsyncLocalStorage<HookTime | undefined>()

/** Runs a hook: all that it waits for shares its time. What a hook calls is a step of it. */
export async function inHook<T>(hook: () => Promise<T>): Promise<T> {
  const outer = times.getStore()
  if (outer && !outer.isOver()) return hook()
  const time = createHookTime()
  try {
    return await times.run(time, hook)
  } finally {
    time.end()
  }
}

/** Whether a hook waits for what is done here. */
export const isInHook = (): boolean => times.getStore()?.isOver() === false

/** Work that no hook waits for, and calls into the host, whose own hooks have their own time. */
export const apartFromHook = <T>(work: () => T): T => times.run(undefined, work)

/**
 * What the host answers; undefined where that fails, or takes longer than this or than the hook may
 * still wait. Where no time is left, nothing is asked.
 */
export async function waitForHost<T>(
  ask: () => Promise<T>,
  mostMs = CLIENT_TIMEOUT_MS,
): Promise<T | undefined> {
  const time = times.getStore()
  const left = Math.min(mostMs, time?.left() ?? mostMs)
  if (left <= 0) return undefined
  const end = time?.begin()
  try {
    return await within(() => apartFromHook(ask), left)
  } finally {
    end?.()
  }
}
