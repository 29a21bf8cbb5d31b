import type { ChildSessions } from "../../src/host/child-sessions.ts"

/** Child sessions in which nobody answers, but for what is given. */
export const createFakeChildren = (given: Partial<ChildSessions> = {}): ChildSessions => ({
  has: () => false,
  retried: () => {},
  isDone: () => false,
  stepped: () => {},
  ask: async () => "error",
  close: async () => {},
  removeOrphans: async () => {},
  ...given,
})
