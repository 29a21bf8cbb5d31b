import { afterEach, beforeEach, describe, expect, it, vi } from "vitest"
import { digest } from "../../src/host/digest.ts"
import { createSessionState } from "../../src/host/session-state.ts"
import { writeWorkflows } from "../../src/workflow/read-workflows.ts"
import { workflow } from "../builders/any-workflow.ts"
import { emptyFolder } from "../builders/empty-folder.ts"
import { createFakeClient } from "../builders/fake-client.ts"

/** What a host does with a call: it gives no answer, fails, or stores without saying so. */
type Fault = "silent" | "throws" | "unsaid"
type Call = "metadata" | "setMetadata"

const others = { other: { version: 9 } }
const own = writeWorkflows({ version: 1, session: "ses_1" }, [workflow()], digest)

/** A host that treats its first calls so; all later ones are answered. */
const scene = (faults: Partial<Record<Call, readonly Fault[]>>, isGone = false) => {
  const client = createFakeClient()
  client.metadataOf.set("ses_1", { ...others, "staged-compaction": own })
  const calls = { metadata: 0, setMetadata: 0 }
  const broken = <Args extends readonly unknown[], T>(
    name: Call,
    call: (...args: Args) => Promise<T>,
    silent: T,
  ) => {
    return async (...args: Args): Promise<T> => {
      const fault = faults[name]?.[calls[name]]
      calls[name]++
      if (fault === "throws") throw new Error("offline")
      if (fault === "silent") return silent
      const answer = await call(...args)
      return fault === "unsaid" ? silent : answer
    }
  }
  const state = createSessionState({
    client: {
      isGone: () => isGone,
      metadata: broken("metadata", client.metadata, undefined),
      setMetadata: broken("setMetadata", client.setMetadata, false),
    },
    folder: emptyFolder(),
  })
  return {
    state,
    calls,
    count: (by: number) => state.record("ses_1", { facts: {}, count: "refetch_count", by }),
    metadata: () => client.metadataOf.get("ses_1"),
    after: (ms: number) => vi.advanceTimersByTimeAsync(ms),
  }
}
const stored = (refetch_count: number) => ({
  ...others,
  "staged-compaction": { ...own, facts: {}, counters: { refetch_count } },
})
const untouched = { ...others, "staged-compaction": own }

describe("facts that the host has not stored", () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it.each<[string, Parameters<typeof scene>[0]]>([
    ["gave no answer to the read", { metadata: ["silent"] }],
    ["failed at the read", { metadata: ["throws"] }],
    ["gave no answer to the write", { setMetadata: ["silent"] }],
    ["failed at the write", { setMetadata: ["throws"] }],
  ])("are stored a second later, beside all that stands there, where it %s", async (_, faults) => {
    const { count, metadata, after } = scene(faults)
    count(2)
    await after(999)
    expect(metadata()).toEqual(untouched)
    await after(1)
    expect(metadata()).toEqual(stored(2))
  })

  it("are stored with the facts that come next", async () => {
    const { count, metadata, after, calls } = scene({ metadata: ["silent"] })
    count(2)
    await after(500)
    count(3)
    await after(50)
    expect([metadata(), calls.setMetadata]).toEqual([stored(5), 1])
  })

  it("are stored with the workflows that come next", async () => {
    const { state, count, metadata, after } = scene({ metadata: ["silent"] })
    count(2)
    await after(500)
    const next = workflow({ id: "review-2" })
    const changed = state.change("ses_1", () => ({ ok: true, records: [next], record: next }))
    await after(50)
    expect([(await changed).ok, metadata()]).toEqual([
      true,
      {
        ...others,
        "staged-compaction": writeWorkflows(stored(2)["staged-compaction"], [next], digest),
      },
    ])
  })

  it("are tried once more when the host is about to exit", async () => {
    const { state, count, metadata, after } = scene({ metadata: ["silent"] })
    count(2)
    await after(500)
    await Promise.all([state.written(), after(50)])
    expect(metadata()).toEqual(stored(2))
  })

  it("are counted once where the host had stored them without an answer", async () => {
    const { count, metadata, after, calls } = scene({ setMetadata: ["unsaid"] })
    count(2)
    await after(500)
    count(3)
    await after(5_000)
    expect([metadata(), calls.setMetadata]).toEqual([stored(5), 2])
  })

  it("are not stored again where they were, and nothing has come since", async () => {
    const { count, metadata, after, calls } = scene({ setMetadata: ["unsaid"] })
    count(2)
    await after(60_000)
    expect([metadata(), calls.setMetadata]).toEqual([stored(2), 1])
  })

  const never = Array.from({ length: 99 }, () => "silent" as const)

  it("are tried together, however many have come at once", async () => {
    const { count, after, calls } = scene({ metadata: never })
    for (let index = 0; index < 20; index++) count(1)
    await after(10_000_000)
    expect(calls.metadata).toBe(6)
  })

  it("are tried with each that comes later, which begins no retries of its own", async () => {
    const { count, after, calls } = scene({ metadata: never })
    for (let index = 0; index < 20; index++) {
      count(1)
      await after(40)
    }
    await after(10_000_000)
    expect(calls.metadata).toBe(25)
  })

  it("are dropped where the session is gone", async () => {
    const { state, count, after, calls } = scene({ metadata: never }, true)
    count(1)
    await after(10_000_000)
    await Promise.all([state.written(), after(50)])
    expect(calls.metadata).toBe(1)
  })

  it("are all stored, those too that come while the others are", async () => {
    const client = createFakeClient()
    const count = (by: number) => state.record("ses_1", { facts: {}, count: "refetch_count", by })
    const setMetadata: typeof client.setMetadata = async (...args) => {
      if (client.metadataOf.size === 0) count(2)
      return client.setMetadata(...args)
    }
    const state = createSessionState({
      client: { ...client, setMetadata },
      folder: emptyFolder(),
    })
    count(1)
    await vi.advanceTimersByTimeAsync(100)
    expect(client.metadataOf.get("ses_1")).toMatchObject({
      "staged-compaction": { counters: { refetch_count: 3 } },
    })
  })

  it("are tried ever more rarely, and then wait for the next", async () => {
    const silent = Array.from({ length: 6 }, () => "silent" as const)
    const { count, metadata, after, calls } = scene({ metadata: silent })
    count(2)
    const attempts: number[] = []
    for (const seconds of [0, 1, 4, 16, 64, 256, 10_000]) {
      await after(seconds * 1_000)
      attempts.push(calls.metadata)
    }
    expect([attempts, metadata()]).toEqual([[1, 2, 3, 4, 5, 6, 6], untouched])
    count(3)
    await after(50)
    expect(metadata()).toEqual(stored(5))
  })
})
