import { describe, expect, it } from "vitest"
import { createSessionState } from "../../src/host/session-state.ts"
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
