import type { Config } from "../config.ts"
import type { Meter } from "../session/meter.ts"
import type { PlanSettings } from "../session/plan-request.ts"
import type { ModelRef } from "../session/transcript.ts"
import type { ChildSessions } from "./child-sessions.ts"
import type { HostClient } from "./host-client.ts"
import type { ModelStore } from "./model-store.ts"
import type { SessionState } from "./session-state.ts"
import type { Sessions } from "./sessions.ts"
import type { SpilledTexts } from "./spilled-texts.ts"
import type { TaskCalls } from "./task-calls.ts"
import type { TokenCounter } from "./tokens.ts"
import type { WorkflowSources } from "./workflow-sources.ts"

/** What the hooks share; built once, in the composition root. */
export interface Runtime {
  readonly config: Config
  readonly settings: PlanSettings
  readonly client: HostClient
  readonly sessions: Sessions
  readonly models: ModelStore
  readonly tokens: TokenCounter
  readonly meter: Meter
  readonly state: SessionState
  readonly sources: WorkflowSources
  readonly children: ChildSessions
  readonly tasks: TaskCalls
  readonly spilled: SpilledTexts
  readonly native: NativeCompaction
  readonly clock: () => number
  /** Reports something to the user at most once per key. */
  readonly notifyOnce: (key: string, message: string) => void
  /** Folder of the journals. */
  readonly folder: string
  readonly directory: string
}

/** The host's own compaction as its user configured it. */
export interface NativeCompaction {
  auto: boolean
  reserved: number | undefined
  /** Most output tokens that it asks any model for, where its user has set that. */
  readonly outputCap?: number | undefined
  /** The model its agent was given; the session's otherwise. */
  model: ModelRef | undefined
}
