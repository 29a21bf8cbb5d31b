import * as fc from "fast-check"
import { expect, it } from "vitest"
import { figuresOf } from "../../src/replay/figures.ts"
import { replaySession } from "../../src/replay/replay-session.ts"
import type { ReplayedRequest } from "../../src/replay/replay-session.ts"
import { anySession } from "../builders/any-session.ts"
import { recordedSession, replayPorts, replaySettings } from "../builders/replay.ts"
import { holds } from "../builders/holds.ts"

/** A window that some of these sessions fill. */
const context = 2_000

it("any session is replayed, with the same result each time, and never with more than it had", () => {
  holds(
    fc.property(anySession, (messages) => {
      const replay = (): ReplayedRequest[] => {
        const run = replaySession(
          recordedSession(messages),
          replaySettings({ context, output: 200 }),
          replayPorts(),
        )
        return Array.from(run.steps, ({ request }) => request)
      }
      const requests = replay()
      expect(replay()).toEqual(requests)
      const { tokens, fit, over } = figuresOf(requests)
      expect(tokens.sent).toBeLessThanOrEqual(tokens.full)
      expect(fit.of).toBeGreaterThanOrEqual(over)
    }),
    30,
  )
})
