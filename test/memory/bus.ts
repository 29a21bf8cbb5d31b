import { nextID } from "./ids.ts"

export interface HostEvent {
  readonly id: string
  readonly type: string
  readonly properties: unknown
}

export interface Bus {
  publish(type: string, properties: unknown): void
  /** Called with every later event, in order and behind the caller; the answer ends it. */
  subscribe(listener: (event: HostEvent) => void): () => void
}

export const createBus = (): Bus => {
  const listeners = new Set<(event: HostEvent) => void>()
  return {
    publish: (type, properties) => {
      // A copy: what is stored goes on changing.
      const event = { id: nextID("evt"), type, properties: structuredClone(properties) }
      for (const listener of listeners) queueMicrotask(() => listener(event))
    },
    subscribe: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}
