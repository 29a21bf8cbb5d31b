/** A session by what makes it long; its outputs are short, so that steps count and not texts. */
export interface LongSession {
  readonly messages: number
  /** Calls in each answer. */
  readonly calls: number
  /** Edits in its journal of messages that are not there any more. */
  readonly dead: number
}

/** By what grows from one to the next, from the shortest to the longest. */
export const longSessions = {
  messages: [
    { messages: 1_000, calls: 1, dead: 0 },
    { messages: 3_000, calls: 1, dead: 0 },
    { messages: 10_000, calls: 1, dead: 0 },
  ],
  calls: [
    { messages: 300, calls: 3, dead: 0 },
    { messages: 300, calls: 10, dead: 0 },
    { messages: 300, calls: 30, dead: 0 },
  ],
  dead: [
    { messages: 1_000, calls: 1, dead: 5_000 },
    { messages: 1_000, calls: 1, dead: 15_000 },
    { messages: 1_000, calls: 1, dead: 50_000 },
  ],
} as const satisfies Record<keyof LongSession, readonly LongSession[]>
