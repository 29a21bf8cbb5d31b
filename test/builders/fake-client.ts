import type { HostClient } from "../../src/host/host-client.ts"
import type { ModelLimits } from "../../src/session/budget.ts"

export interface FakeClient extends HostClient {
  /** Everything the plugin told the user or asked of the host, oldest first. */
  readonly calls: readonly string[]
  readonly metadataOf: Map<string, Record<string, unknown>>
}

/** The host's interface in memory. Without limits the model states none. */
export const createFakeClient = (limits?: ModelLimits): FakeClient => {
  const calls: string[] = []
  const metadataOf = new Map<string, Record<string, unknown>>()
  return {
    calls,
    metadataOf,
    limits: async () => limits,
    prices: async () => undefined,
    toolSchemas: async () => "",
    messages: async () => undefined,
    metadata: async (sessionID) => metadataOf.get(sessionID) ?? {},
    setMetadata: async (sessionID, metadata) => metadataOf.set(sessionID, metadata).has(sessionID),
    isGone: () => false,
    parent: async () => ({ id: undefined }),
    agents: async () => [],
    sessionRules: async () => undefined,
    agentModel: async () => ({ model: undefined }),
    commands: async () => [],
    skills: async () => [],
    setPart: async ({ messageID, text }) => calls.push(`part of ${messageID}: ${text}`) > 0,
    createChild: async () => undefined,
    prompt: async () => undefined,
    abort: async () => undefined,
    remove: async () => true,
    queueCompaction: async (sessionID) => calls.push(`compact ${sessionID}`) > 0,
    toast: (message, variant) => void calls.push(`${variant}: ${message}`),
    log: (message) => void calls.push(`log: ${message}`),
  }
}
