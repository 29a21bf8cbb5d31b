import { parseConfig } from "../../src/config.ts"
import { planSettings } from "../../src/host/plan-settings.ts"
import { createReplayPorts } from "../../src/host/replay-ports.ts"
import { createTokenCounter } from "../../src/host/tokens.ts"
import { figuresOf } from "../../src/replay/figures.ts"
import { replaySession } from "../../src/replay/replay-session.ts"
import { createHistory, reportedPrompt, sessionID } from "./history.ts"
import type { SourceFile } from "./source-files.ts"
import { spentOn } from "./spent.ts"
import type { Spent } from "./spent.ts"

/** Requests of the replayed session. */
const REQUESTS = 500

/** Time to replay a long session in a window of half its size, all figures included. */
export async function measureReplay(files: readonly SourceFile[]): Promise<Spent> {
  const history = createHistory({ files, characters: 0, modelID: "gpt-bench" })
  for (let index = 0; index < REQUESTS; index++) history.addStep(reportedPrompt(0))
  const tokens = createTokenCounter({})
  await tokens.ready()
  const { config } = parseConfig({}, {})
  return spentOn(async () => {
    const { steps } = replaySession(
      { name: "bench", id: sessionID, directory: "/project", messages: history.messages },
      {
        context: undefined,
        output: 8_000,
        factor: 1,
        system: 0,
        prices: { read: 0.1, write: 1.25 },
        plan: planSettings(config),
        budgetOf: () => config.budget,
      },
      createReplayPorts(tokens),
    )
    const { requests } = figuresOf(Array.from(steps, ({ request }) => request))
    if (requests !== REQUESTS) throw new Error(`${requests} of ${REQUESTS} requests were replayed`)
  })
}
