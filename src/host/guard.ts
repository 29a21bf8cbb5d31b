import { DispatchRefusedError } from "./dispatch-refused-error.ts"
import { isRefusal } from "./overflow-signals.ts"
import type { HostClient } from "./host-client.ts"
import { inHook } from "./hook-time.ts"

/**
 * Hooks are total: the host neither catches nor isolates them. A fault is logged once per hook and
 * the request leaves as the host built it; only refusals on purpose pass. The host waits for a hook:
 * all that it asks the host for shares its time.
 */
export function createGuard(client: HostClient) {
  const logged = new Set<string>()
  return <Args extends unknown[]>(name: string, hook: (...args: Args) => Promise<void>) =>
    async (...args: Args): Promise<void> => {
      try {
        await inHook(() => hook(...args))
      } catch (error) {
        if (isRefusal(error) || error instanceof DispatchRefusedError) throw error
        if (logged.has(name)) return
        logged.add(name)
        client.log(`${name} failed, requests pass unchanged: ${described(error)}`)
      }
    }
}

/** With its place. The host's runtime leaves the message out of some stacks. */
function described(error: unknown): string {
  const stack = error instanceof Error ? (error.stack ?? "") : ""
  const at = stack.search(/^ {2,}at /m)
  return at < 0 ? String(error) : `${String(error)}\n${stack.slice(at)}`
}
