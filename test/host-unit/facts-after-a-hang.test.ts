import { afterEach, beforeEach, describe, expect, it, vi } from "vitest"
import { createSessionState } from "../../src/host/session-state.ts"
import { emptyFolder } from "../builders/empty-folder.ts"
import { hostClientOver } from "../builders/sdk-client.ts"

/** What the host does with a call. */
type Answer = "hangs" | "not found" | "fails" | "answers"

const answered = async (answer: Answer): Promise<object> => {
  if (answer === "hangs") return new Promise(() => {})
  if (answer === "not found") return { response: { status: 404 } }
  if (answer === "fails") return { error: {}, response: { status: 500 } }
  return { data: { id: "ses_1", metadata: {} }, response: { status: 200 } }
}

/** A host that answers its first reads, and its first writes, so, and all later ones as it should. */
const scene = (given: { reads?: readonly Answer[]; writes?: readonly Answer[] }) => {
  const reads = [...(given.reads ?? [])]
  const writes = [...(given.writes ?? [])]
  const stored: unknown[] = []
  const client = hostClientOver({
    session: {
      get: () => answered(reads.shift() ?? "answers"),
      update: async (asked: unknown) => {
        const answer = writes.shift() ?? "answers"
        if (answer === "answers") stored.push(asked)
        return answered(answer)
      },
    },
  })
  const state = createSessionState({ client, folder: emptyFolder() })
  return {
    client,
    state,
    record: () => state.record("ses_1", { facts: { compaction_overflow_terminal: true } }),
    stored: () => stored.length,
    after: (ms: number) => vi.advanceTimersByTimeAsync(ms),
  }
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

describe("facts that wait for a host that hung once", () => {
  it.each<[string, Parameters<typeof scene>[0], number]>([
    ["at the read", { reads: ["hangs"] }, 4_000],
    ["at the write, which nobody overtakes", { writes: ["hangs"] }, 16_000],
  ])("are stored with the next try, not a minute later: %s", async (_, given, end) => {
    const { record, stored, after } = scene(given)
    record()
    await after(end - 1_001)
    expect(stored()).toBe(0)
    await after(1_001)
    expect(stored()).toBe(1)
  })

  it("are stored at the end, before the next try", async () => {
    const { record, state, stored, after } = scene({ reads: ["hangs"] })
    record()
    await after(3_000)
    void state.written()
    await after(0)
    expect(stored()).toBe(1)
  })

  it("cost a hook nothing: what it reads meanwhile is not asked for", async () => {
    const { client, record, after } = scene({ reads: ["hangs"] })
    record()
    await after(3_000)
    expect(await client.metadata("ses_1")).toBeUndefined()
  })
})

describe("facts of a session that was not found once", () => {
  it.each<[string, readonly Answer[], number]>([
    ["are stored where it was found since, and the host fails", ["answers", "fails"], 1],
    ["are stored where the host only fails since", ["fails"], 1],
    ["are stored where the host only hangs since", ["hangs"], 1],
    ["are dropped where it is not found again", ["not found"], 0],
  ])("%s", async (_, [first = "answers", ...reads], expected) => {
    const { client, record, stored, after } = scene({ reads: ["not found", first, ...reads] })
    await client.metadata("ses_1")
    if (reads.length > 0) await client.metadata("ses_1")
    record()
    await after(5_000)
    expect(stored()).toBe(expected)
  })
})
