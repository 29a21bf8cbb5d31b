import { describe, expect, it } from "vitest"
import { completeNativeSummary } from "../../src/host/complete-native-summary.ts"
import type { Session } from "../../src/host/sessions.ts"
import { asked } from "../builders/host-messages.ts"
import { testCount } from "../builders/meter.ts"
import { prepared, ruled, rules } from "../builders/preparing.ts"

/** What the host stores of a summary that was written, and the most that facts fill in it. */
const complete = async (text: string, change: (session: Session) => unknown = () => {}) => {
  const history = [...ruled.slice(0, 1), ...ruled.slice(2), asked("m9")]
  const options = { protect: { userTokens: 100_000 } }
  const { runtime, session } = await prepared(history, { options })
  session.lastKind = "compaction"
  change(session)
  const output = { text }
  completeNativeSummary(runtime, session, output)
  return { text: output.text, factTokens: session.compaction?.factTokens ?? 0, session }
}

describe("a summary of the host", () => {
  it("gets the facts that it lacks, as many as there is room for", async () => {
    const { text, factTokens, session } = await complete("It goes well.")
    expect(text).toMatch(/^It goes well\.\n\n## /)
    expect(testCount(text)).toBeGreaterThan(0.9 * factTokens)
    expect(testCount(text)).toBeLessThanOrEqual(factTokens + 4)
    expect(session.compaction?.completed).toBe(true)
  })

  it("gets none that stay behind it", async () => {
    const { text } = await complete("It goes well.", ({ compaction }) =>
      Object.assign(compaction ?? {}, { behind: [rules.join("\n"), "Mend it"] }),
    )
    expect(text).toBe("It goes well.")
  })

  it("has nothing of workflows, which are kept as state", async () => {
    const { text } = await complete(
      "It goes well.\n- Always run the tests.\nOn it goes.",
      ({ compaction }) =>
        Object.assign(compaction ?? {}, { guidance: ["Always run the tests."], needed: [] }),
    )
    expect(text).not.toContain("Always run")
    expect(text).toContain("On it goes.")
  })

  it("that was cut off at its longest gets them all the same: the host takes it for one", async () => {
    const { text } = await complete("## Objective\nTo mend the pars")
    expect(text).toMatch(
      /^## Objective\nTo mend the pars\n\n## [^]*Never touch module 899 of the many\./,
    )
  })

  it.each<[string, (session: Session) => unknown]>([
    ["is none where the session's own agent answers", (session) => (session.lastKind = "own")],
    ["is as it is where nothing was prepared", (session) => (session.compaction = undefined)],
    [
      "is as it is where it has its facts already",
      ({ compaction }) => Object.assign(compaction ?? {}, { completed: true }),
    ],
  ])("%s", async (_, change) => {
    expect((await complete("It goes well.", change)).text).toBe("It goes well.")
  })

  it("that is empty stays so, and the next part of it gets them", async () => {
    const { text, session } = await complete("")
    expect([text, session.compaction?.completed]).toEqual(["", false])
  })
})
