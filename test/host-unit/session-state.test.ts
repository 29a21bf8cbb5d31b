import { describe, expect, it } from "vitest"
import { digest } from "../../src/host/digest.ts"
import { createSessionState } from "../../src/host/session-state.ts"
import type { StoredState } from "../../src/host/session-state.ts"
import { writeWorkflows } from "../../src/workflow/read-workflows.ts"
import type { WorkflowRecord } from "../../src/workflow/record.ts"
import { notRecorded } from "../../src/workflow/texts.ts"
import type { Transition } from "../../src/workflow/transition.ts"
import { workflow } from "../builders/any-workflow.ts"
import { emptyFolder } from "../builders/empty-folder.ts"
import { createFakeClient } from "../builders/fake-client.ts"

const recorded = async (before: Record<string, unknown>) => {
  const client = createFakeClient()
  client.metadataOf.set("ses_1", before)
  const state = createSessionState({ client, folder: emptyFolder() })
  state.record("ses_1", { facts: { a: 1, b: true }, count: "compaction_count" })
  state.record("ses_1", { facts: { a: 2 }, count: "compaction_count" })
  await state.written()
  return client.metadataOf.get("ses_1")
}
const written = {
  version: 1,
  session: "ses_1",
  facts: { a: 2, b: true },
  counters: { compaction_count: 2 },
}

describe("facts in a session's metadata", () => {
  it.each<[string, Record<string, unknown>, Record<string, unknown>]>([
    ["stand under one key", {}, { "staged-compaction": written }],
    [
      "leave the keys of others alone",
      { other: { version: 9 } },
      { other: { version: 9 }, "staged-compaction": written },
    ],
    [
      "are added to what stood there",
      {
        "staged-compaction": {
          version: 1,
          workflows: [7],
          facts: { c: 3 },
          counters: { overflow_terminal_count: 4, compaction_count: 5 },
        },
      },
      {
        "staged-compaction": {
          ...written,
          workflows: [7],
          facts: { a: 2, b: true, c: 3 },
          counters: { overflow_terminal_count: 4, compaction_count: 7 },
        },
      },
    ],
    [
      "replace what is damaged",
      { "staged-compaction": { version: "x", facts: [], counters: { compaction_count: "many" } } },
      { "staged-compaction": written },
    ],
    [
      "do not touch what is no object, before it was set aside",
      { other: 1, "staged-compaction": [7] },
      { other: 1, "staged-compaction": [7] },
    ],
    [
      "do not touch what a newer version wrote",
      { "staged-compaction": { version: 2, facts: { z: 1 } } },
      { "staged-compaction": { version: 2, facts: { z: 1 } } },
    ],
  ])("%s", async (_, before, expected) => {
    expect(await recorded(before)).toEqual(expected)
  })

  it("raise a counter by more than one", async () => {
    const client = createFakeClient()
    const state = createSessionState({ client, folder: emptyFolder() })
    state.record("ses_1", { facts: {}, count: "refetch_count", by: 3 })
    await state.written()
    expect(client.metadataOf.get("ses_1")).toMatchObject({
      "staged-compaction": { counters: { refetch_count: 3 } },
    })
  })

  it("are not written where the host does not answer", async () => {
    const client = { ...createFakeClient(), metadata: async () => undefined }
    const state = createSessionState({ client, folder: emptyFolder() })
    state.record("ses_1", { facts: {}, count: "compaction_count" })
    await state.written()
    expect(client.metadataOf.size).toBe(0)
  })
})

const key = "staged-compaction"
const stateOf = (records: readonly WorkflowRecord[], more: object = {}) => ({
  [key]: { ...writeWorkflows(more, records, digest), version: 1, session: "ses_1" },
})
const to =
  (...records: readonly WorkflowRecord[]) =>
  (): Transition => ({ ok: true, records, record: records[0] ?? workflow() })
const refuse = (): Transition => ({ ok: false, refusal: "no" })

const pause = () => new Promise((resolve) => setImmediate(resolve))

describe("changes of workflows in a session's metadata", () => {
  it.each<[string, Record<string, unknown>, () => Transition, Record<string, unknown>]>([
    ["are written, sealed", {}, to(workflow()), stateOf([workflow()])],
    [
      "leave facts and the keys of others alone",
      { other: 7, ...stateOf([], { facts: { a: 1 }, more: 2 }) },
      to(workflow()),
      { other: 7, ...stateOf([workflow()], { facts: { a: 1 }, more: 2 }) },
    ],
    ["take the place of what was", stateOf([workflow()]), to(), stateOf([])],
    [
      "take the place of what is damaged",
      { [key]: { workflows: [7] } },
      to(workflow()),
      stateOf([workflow()]),
    ],
    [
      "are not written where they are refused",
      stateOf([workflow()]),
      refuse,
      stateOf([workflow()]),
    ],
  ])("%s", async (_, before, change, expected) => {
    const client = createFakeClient()
    client.metadataOf.set("ses_1", before)
    const state = createSessionState({ client, folder: emptyFolder() })
    expect(await state.change("ses_1", change)).toEqual(change())
    expect(client.metadataOf.get("ses_1")).toEqual(expected)
  })

  it.each<[string, Record<string, unknown>, StoredState]>([
    [
      "nothing where nothing stands",
      {},
      { value: undefined, session: undefined, workflows: { kind: "valid", records: [] } },
    ],
    [
      "the session that wrote it",
      stateOf([workflow()]),
      {
        value: stateOf([workflow()])[key],
        session: "ses_1",
        workflows: { kind: "valid", records: [workflow()] },
      },
    ],
    [
      "what is newer",
      { [key]: { version: 2, session: 7 } },
      { value: { version: 2, session: 7 }, session: undefined, workflows: { kind: "newer" } },
    ],
  ])("are given what is read: %s", async (_, before, expected) => {
    const client = createFakeClient()
    client.metadataOf.set("ses_1", before)
    const state = createSessionState({ client, folder: emptyFolder() })
    const given: StoredState[] = []
    await state.change("ses_1", (stored) => {
      given.push(stored)
      return { ok: false, refusal: "" }
    })
    expect([...given, await state.read("ses_1")]).toEqual([expected, expected])
  })

  const failures = {
    metadata: async () => Promise.reject(new Error("offline")),
    setMetadata: async () => false,
  }
  it.each([
    ["does not answer", { metadata: async () => undefined }, "the host does not answer"],
    ["fails", { metadata: failures.metadata }, "offline"],
    ["does not store them", { setMetadata: failures.setMetadata }, "the host did not store it"],
  ])("are refused where the host %s", async (_, broken, cause) => {
    const client = { ...createFakeClient(), ...broken }
    const state = createSessionState({ client, folder: emptyFolder() })
    expect(await state.change("ses_1", to(workflow()))).toEqual({
      ok: false,
      refusal: notRecorded(cause),
      // It is worth another attempt.
      isUnwritten: true,
    })
    expect(client.metadataOf.size).toBe(0)
  })

  it("are refused where they could not be read back", async () => {
    const client = createFakeClient()
    const state = createSessionState({ client, folder: emptyFolder() })
    expect(await state.change("ses_1", to(workflow({ slug: "" })))).toEqual({
      ok: false,
      refusal: expect.stringMatching(/could not be written .*slug/s),
    })
    expect(client.metadataOf.size).toBe(0)
  })

  it("are none where they fail, and the next is made", async () => {
    const client = createFakeClient()
    const state = createSessionState({ client, folder: emptyFolder() })
    const broken = state.change("ses_1", () => {
      throw new Error("broken")
    })
    const next = state.change("ses_1", to(workflow()))
    expect([await broken, await next]).toEqual([
      { ok: false, refusal: notRecorded("broken") },
      to(workflow())(),
    ])
  })

  it("are made one after the other, of several processes and among facts", async () => {
    const base = createFakeClient()
    const client: typeof base = {
      ...base,
      metadata: async (sessionID) => {
        const read = await base.metadata(sessionID)
        await pause()
        return read
      },
      setMetadata: async (sessionID, metadata) => {
        await pause()
        return base.setMetadata(sessionID, metadata)
      },
    }
    const folder = emptyFolder()
    const [one, other] = [
      createSessionState({ client, folder }),
      createSessionState({ client, folder }),
    ]
    const add = (id: string) => (stored: StoredState) =>
      to(...recordsOf(stored), workflow({ id }))()
    const ids = Array.from({ length: 8 }, (_, index) => `review-${index + 1}`)
    one.record("ses_1", { facts: { a: 1 }, count: "refetch_count" })
    const changes = ids.map((id, index) => [one, other][index % 2]?.change("ses_1", add(id)))
    other.record("ses_1", { facts: { b: 2 }, count: "refetch_count" })
    await Promise.all([...changes, one.written(), other.written()])
    const stored = await one.read("ses_1")
    expect(
      stored &&
        recordsOf(stored)
          .map(({ id }) => id)
          .toSorted(),
    ).toEqual(ids)
    expect(stored?.value).toMatchObject({ facts: { a: 1, b: 2 }, counters: { refetch_count: 2 } })
  })
})

const add = (records: readonly WorkflowRecord[]) => [...records, workflow({ id: "review-2" })]
const both = add([workflow()])
const fail = () => {
  throw new Error("broken")
}

describe("workflows are amended", () => {
  const dead = { metadata: async () => undefined }

  it.each<[string, object, object, typeof add, readonly WorkflowRecord[] | undefined, object]>([
    ["and told as they are then", {}, stateOf([workflow()]), add, both, stateOf(both)],
    [
      "not where they are damaged",
      {},
      { [key]: { workflows: [7] } },
      add,
      undefined,
      { [key]: { workflows: [7] } },
    ],
    ["not where the host does not answer", dead, {}, add, undefined, {}],
    [
      "not where it does not store them",
      { setMetadata: async () => false },
      {},
      add,
      undefined,
      {},
    ],
    ["not where that fails", {}, {}, fail, undefined, {}],
    ["not to what is invalid", {}, {}, () => [workflow({ slug: "" })], undefined, {}],
  ])("%s", async (_, broken, before, amend, expected, after) => {
    const client = createFakeClient()
    client.metadataOf.set("ses_1", { ...before })
    const state = createSessionState({ client: { ...client, ...broken }, folder: emptyFolder() })
    expect([await state.amend("ses_1", amend), client.metadataOf.get("ses_1")]).toEqual([
      expected,
      after,
    ])
  })
})

const recordsOf = ({ workflows }: StoredState): readonly WorkflowRecord[] =>
  workflows.kind === "valid" ? workflows.records : []
