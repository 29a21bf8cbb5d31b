const KEY = Symbol.for("opencode-staged-compaction")

/**
 * Takes the one place that a copy of the plugin has in a host; undefined where another copy, of
 * whatever path or version, has it. All plugins of a host are given the same client, and no other
 * host has it. Returns how to leave the place.
 */
export function takePlace(client: object): (() => void) | undefined {
  const known: unknown = Reflect.get(globalThis, KEY)
  const taken = known instanceof WeakSet ? known : new WeakSet()
  if (taken.has(client)) return undefined
  Reflect.set(globalThis, KEY, taken.add(client))
  return () => void taken.delete(client)
}
