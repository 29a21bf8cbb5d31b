import { expect, it } from "vitest"
import { createSessionState } from "../../src/host/session-state.ts"
import { emptyFolder } from "../builders/empty-folder.ts"
import { createFakeClient } from "../builders/fake-client.ts"

const ofOrigin = { "staged-compaction": { session: "ses_0" } }

it.each<[string, Record<string, unknown>, boolean, string]>([
  ["is its own where none stood there", {}, false, "ses_1"],
  ["stays the origin of a fork", ofOrigin, false, "ses_0"],
  ["is the fork's own once it is claimed", ofOrigin, true, "ses_1"],
])("the session that a state names %s", async (_, before, isClaimed, expected) => {
  const client = createFakeClient()
  client.metadataOf.set("ses_1", before)
  const state = createSessionState({ client, folder: emptyFolder() })
  if (isClaimed) state.claim("ses_1")
  state.record("ses_1", { facts: { a: 1 } })
  await state.written()
  expect((await state.read("ses_1"))?.session).toBe(expected)
})
