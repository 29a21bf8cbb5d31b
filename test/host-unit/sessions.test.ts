import { expect, it } from "vitest"
import { createSessions } from "../../src/host/sessions.ts"
import type { PlannedRequest } from "../../src/host/sessions.ts"
import { emptyFolder } from "../builders/empty-folder.ts"

const fill = (sessions: ReturnType<typeof createSessions>) => {
  for (let index = 0; index < 70; index++) sessions.get(`other-${index}`)
}

it("forgets sessions that were not used for long, but none between its plan and its gate", () => {
  const sessions = createSessions({ folder: emptyFolder(), onMemoryOnly: () => {} })
  const idle = sessions.get("idle")
  const waiting = sessions.get("waiting")
  // oxlint-disable-next-line no-unsafe-type-assertion -- only its outcome is looked at
  waiting.planned = { outcome: undefined } as PlannedRequest
  fill(sessions)
  expect([sessions.get("waiting") === waiting, sessions.get("idle") === idle]).toEqual([
    true,
    false,
  ])
})
