import { afterEach, beforeEach, describe, expect, it, vi } from "vitest"
import { emptyFolder } from "../builders/empty-folder.ts"
import { noteStart, patience } from "./patience.ts"
import { withinPatience } from "./within-patience.ts"

beforeEach(() => {
  // Another run's folder: what is noted here must not make the rest of this run more patient.
  vi.stubEnv("STAGED_COMPACTION_RUN", emptyFolder())
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] })
})

afterEach(() => {
  vi.unstubAllEnvs()
  vi.useRealTimers()
})

describe("patience", () => {
  it("is two minutes for a start at least", () => {
    noteStart(20)
    expect(patience(1)).toBe(120_000)
    expect(patience(3)).toBe(360_000)
  })

  it("grows with the slowest start that was noted", () => {
    noteStart(5_000)
    noteStart(9_000)
    noteStart(2_000)
    expect(patience(1)).toBe(540_000)
    expect(patience(0.1)).toBe(54_000)
  })

  it("is long as long as nobody knows what a start costs", () => {
    expect(patience(1)).toBe(600_000)
  })
})

describe("a wait within patience", () => {
  it("gives what the work gives, and leaves no timer behind", async () => {
    expect(await withinPatience({ what: "the host", starts: 1 }, Promise.resolve(7))).toBe(7)
    const failure = new Error("It ended")
    const failed = withinPatience({ what: "the host", starts: 1 }, Promise.reject(failure))
    await expect(failed).rejects.toBe(failure)
    expect(vi.getTimerCount()).toBe(0)
  })

  it("names what it waited for when that hangs", async () => {
    noteStart(3_000)
    const hanging = withinPatience(
      { what: 'the host to print "listening on"', starts: 1 },
      new Promise(() => {}),
    )
    const told = expect(hanging).rejects.toThrow(
      'Waited 180 s for the host to print "listening on"',
    )
    await vi.advanceTimersByTimeAsync(180_000)
    await told
  })
})
