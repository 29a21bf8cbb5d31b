import { beforeEach, describe, expect, it } from "vitest"
import { createTurnWatch } from "./turn-watch.ts"

const session = "ses_demo"
const busy = {
  type: "session.status",
  properties: { sessionID: session, status: { type: "busy" } },
}
const idle = { type: "session.idle", properties: { sessionID: session } }
const failure = (name: string, sessionID = session) => ({
  type: "session.error",
  properties: { sessionID, error: { name, data: { message: `It was ${name}` } } },
})

let watch = createTurnWatch(session)
beforeEach(() => {
  watch = createTurnWatch(session)
})

/** What is known of the turn when all that has happened was heard. */
const now = <Result>(work: Promise<Result>): Promise<Result | "goes on"> =>
  Promise.race([work, Promise.resolve("goes on" as const)])

describe("a turn", () => {
  it("ends when the session is at rest again", async () => {
    const turn = watch.begin()
    watch.take(busy)
    expect(await now(turn)).toBe("goes on")
    watch.take(idle)
    expect(await turn).toEqual({ error: undefined, aborted: false })
  })

  it("is not ended by what is about the turn before, or about another session", async () => {
    const turn = watch.begin()
    watch.take(idle)
    watch.take(failure("UnknownError", "ses_other"))
    watch.take({ type: "server.heartbeat", properties: {} })
    expect(await now(turn)).toBe("goes on")
    watch.take(busy)
    watch.take(idle)
    expect(await turn).toEqual({ error: undefined, aborted: false })
  })

  it("has the first of its errors, and goes on until the session is at rest", async () => {
    const turn = watch.begin()
    watch.take(busy)
    watch.take(failure("APIError"))
    watch.take(failure("UnknownError"))
    expect(await now(turn)).toBe("goes on")
    watch.take(idle)
    expect(await turn).toEqual({ error: "It was APIError", aborted: false })
    const next = watch.begin()
    watch.take(busy)
    watch.take(idle)
    expect(await next).toEqual({ error: undefined, aborted: false })
  })

  it("ends with an error before the session was at work", async () => {
    const turn = watch.begin()
    watch.take(failure("UnknownError"))
    expect(await turn).toEqual({ error: "It was UnknownError", aborted: false })
  })

  it("counts as aborted when the host says so, and when it is broken off", async () => {
    const turn = watch.begin()
    watch.take(busy)
    watch.take(failure("MessageAbortedError"))
    watch.take(idle)
    expect(await turn).toEqual({ error: "It was MessageAbortedError", aborted: true })
    const next = watch.begin()
    watch.take(busy)
    watch.breakOff("The host sends no more events")
    expect(await next).toEqual({ error: "The host sends no more events", aborted: true })
  })
})
