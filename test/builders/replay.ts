import { parseConfig } from "../../src/parse-config.ts"
import { planSettings } from "../../src/host/plan-settings.ts"
import { createReplayPorts } from "../../src/host/replay-ports.ts"
import type { PricedPrompt } from "../../src/replay/prompt-cache.ts"
import type { RecordedMessage, RecordedSession } from "../../src/replay/recorded-session.ts"
import type { ReplayedRequest } from "../../src/replay/replay-session.ts"
import type { ReplayPorts, ReplaySettings } from "../../src/replay/replay-settings.ts"
import { testCount } from "./meter.ts"

const { config } = parseConfig({}, {})

/** The plugin's defaults, every price and factor plain, a stated context unless told otherwise. */
export const replaySettings = (overrides: Partial<ReplaySettings> = {}): ReplaySettings => ({
  context: 200_000,
  output: 2_000,
  factor: 1,
  system: 0,
  prices: { read: 0.1, write: 1.25 },
  plan: planSettings(config),
  budgetOf: () => config.budget,
  ...overrides,
})

/** Cheap counts, and a clock that goes on by one at each look. */
export const replayPorts = (): ReplayPorts => {
  let now = 0
  return { ...createReplayPorts({ count: testCount }), clock: () => now++ }
}

export const recordedSession = (messages: readonly RecordedMessage[]): RecordedSession => ({
  name: "session",
  id: "ses_replay",
  directory: "/project",
  messages,
})

const priced = (tokens: number): PricedPrompt => ({ tokens, cost: tokens, broke: false })

/** A request that is over its limit, fits after the stages, and had nothing to reproduce. */
export const replayedRequest = ({
  full = 2_000,
  sent = 800,
  ...rest
}: Partial<Omit<ReplayedRequest, "full" | "sent">> & {
  full?: number
  sent?: number
} = {}): ReplayedRequest => ({
  message: "msg_1",
  limit: 1_000,
  forecast: sent,
  stages: [],
  items: [],
  calls: 0,
  refetches: 0,
  ms: 1,
  ...rest,
  full: priced(full),
  sent: priced(sent),
})
