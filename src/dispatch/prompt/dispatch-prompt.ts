/** Facts of the run that go with a prompt, most important first. */
export type DeltaPacket = Readonly<Record<string, string | number | boolean | readonly string[]>>

/** What a role of the user's adds around a prompt; agents that nobody mapped have none. */
export interface DispatchFrame {
  readonly role: string
  /** The result contract as it is stated to the sub-agent; empty: none. */
  readonly contract: string
  readonly taskID: string
  /** Tokens that the sub-agent's answer may have. */
  readonly maxOutputTokens: number
  readonly delta: DeltaPacket
  readonly guide: {
    readonly mode: "none" | "full" | "compact"
    readonly text: string
    readonly cacheKey: string
  }
}

export interface DispatchPrompt {
  readonly frame: DispatchFrame | undefined
  /** What the orchestrator wrote. */
  readonly task: string
}
