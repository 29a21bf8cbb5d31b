import { parseConfig } from "../../src/parse-config.ts"
import { planSettings } from "../../src/host/plan-settings.ts"
import { createReplayPorts } from "../../src/host/replay-ports.ts"
import { createTokenCounter } from "../../src/host/tokens.ts"
import { figuresOf } from "../../src/replay/figures.ts"
import type { Figures } from "../../src/replay/figures.ts"
import type { RecordedSession } from "../../src/replay/recorded-session.ts"
import { replaySession } from "../../src/replay/replay-session.ts"
import type { ReplayPorts } from "../../src/replay/replay-settings.ts"
import { planRequest } from "../../src/session/plan-request.ts"
import { clearOldest, hostPrune, maskAllBut, noCompaction } from "./baselines.ts"
import type { Planner } from "./baselines.ts"
import { recordedFixture, syntheticSession } from "./replayed-sessions.ts"
import type { SourceFile } from "./source-files.ts"
import { spentOn } from "./spent.ts"
import type { Spent } from "./spent.ts"

/** Requests of the long session. */
const REQUESTS = 500
/** Outputs that are not masked. */
const UNMASKED = 10

/** The pipeline first; then what it is compared with. */
const planners: readonly (readonly [string, Planner])[] = [
  ["the plugin", planRequest],
  ["no compaction", noCompaction],
  ["the host's own prune", hostPrune],
  [`all but the last ${UNMASKED} outputs masked`, maskAllBut(UNMASKED)],
  ["oldest outputs cleared first", clearOldest],
]

export interface ReplayedSession {
  readonly name: string
  /** By the method that planned its requests. */
  readonly methods: readonly { readonly name: string; readonly figures: Figures }[]
}

export interface ReplayResult {
  /** Time to replay the long session with the pipeline, all figures included. */
  readonly spent: Spent
  readonly sessions: readonly ReplayedSession[]
}

/** Sessions replayed in a window of half their size, by the pipeline and by simpler methods. */
export async function measureReplay(files: readonly SourceFile[]): Promise<ReplayResult> {
  const tokens = createTokenCounter({})
  await tokens.ready()
  const ports = createReplayPorts(tokens)
  const compare = (session: RecordedSession): ReplayedSession => ({
    name: session.name,
    methods: planners.map(([name, planner]) => ({
      name,
      figures: replay(session, planner, ports),
    })),
  })
  const long = syntheticSession(files, REQUESTS)
  const spent = await spentOn(async () => {
    const { requests } = replay(long, planRequest, ports)
    if (requests !== REQUESTS) throw new Error(`${requests} of ${REQUESTS} requests were replayed`)
  })
  return { spent, sessions: [recordedFixture(), long].map(compare) }
}

const { config } = parseConfig({}, {})

function replay(session: RecordedSession, planner: Planner, ports: ReplayPorts): Figures {
  const settings = {
    context: undefined,
    output: 8_000,
    factor: 1,
    system: 0,
    prices: { read: 0.1, write: 1.25 },
    plan: planSettings(config),
    budgetOf: () => config.budget,
    planner,
  }
  const { steps } = replaySession(session, settings, ports)
  return figuresOf(Array.from(steps, ({ request }) => request))
}
