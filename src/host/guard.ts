import { DispatchRefusedError } from "./dispatch-refused-error.ts"
import { HOST_OVERFLOW, PromptOverflowError } from "./overflow-signals.ts"
import type { HostClient } from "./host-client.ts"

/**
 * Hooks are total: the host neither catches nor isolates them. A fault is logged once per hook and
 * the request leaves as the host built it; only refusals on purpose pass.
 */
export function createGuard(client: HostClient) {
  const logged = new Set<string>()
  return <Args extends unknown[]>(name: string, hook: (...args: Args) => Promise<void>) =>
    async (...args: Args): Promise<void> => {
      try {
        await hook(...args)
      } catch (error) {
        if (
          error instanceof PromptOverflowError ||
          error instanceof DispatchRefusedError ||
          error === HOST_OVERFLOW
        )
          throw error
        if (logged.has(name)) return
        logged.add(name)
        client.log(
          `${name} failed, requests pass unchanged: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
        )
      }
    }
}
