import { describe, expect, it } from "vitest"
import type { HostMessage } from "../../src/host/decode.ts"
import type { Edit } from "../../src/session/edit.ts"
import type { Insert } from "../../src/session/insert.ts"
import { replayEdits } from "../../src/session/replay-edits.ts"
import { membersOf } from "../../src/session/whole-messages.ts"
import type { WorkflowRecord } from "../../src/workflow/record.ts"
import { carriedOver, decode, insert, invokedBy, messagesOf, own, whole } from "../builders/fork.ts"
import { createTestMeter } from "../builders/meter.ts"

const meter = createTestMeter()

/** The edits that a fork of so many messages takes over, and those of them that hold there. */
const carried = async (edits: readonly Edit[], count = 6) => {
  const fork = messagesOf("b", count)
  const { edits: taken } = await carriedOver({ edits, fork })
  const { applied } = replayEdits({ transcript: decode(fork), edits: taken, meter })
  return { taken: taken.map(({ target }) => membersOf(target)), holding: applied.length }
}

describe("a fork", () => {
  it("takes over a summary with all of its steps, under its own ids", async () => {
    expect(await carried([whole(["a2", "a3", "a4"])])).toEqual({
      taken: [["b4", "b2", "b3"]],
      holding: 1,
    })
  })

  it("takes over lines, and the summary that took their place", async () => {
    expect(await carried([whole(["a2"]), whole(["a2", "a3"])])).toEqual({
      taken: [["b2"], ["b3", "b2"]],
      holding: 2,
    })
  })

  it.each<[string, readonly Edit[], number]>([
    ["of which it has the first steps only", [whole(["a2", "a3", "a4"], "a3")], 3],
    ["that was put into place behind its last message", [whole(["a2", "a3"], "a6")], 5],
    ["without any of its messages", [whole(["a5", "a6"])], 2],
  ])("has the steps themselves of a summary %s", async (_, edits, count) => {
    expect(await carried(edits, count)).toEqual({ taken: [], holding: 0 })
  })

  it("takes over the earlier summary where it was cut before the later one", async () => {
    const edits = [whole(["a2", "a3"], "a4"), whole(["a2", "a3", "a4", "a5"], "a6")]
    expect(await carried(edits, 4)).toEqual({
      taken: [["b3", "b2"]],
      holding: 1,
    })
  })

  it("has no copies from the first message on that is its own", async () => {
    const fork = [...messagesOf("b", 2), own(2), ...messagesOf("b", 3, 3)]
    const edits = [whole(["a2"], "a2"), whole(["a3"], "a3"), whole(["a4"], "a4")]
    const { edits: taken } = await carriedOver({ edits, fork })
    expect(taken.map(({ target }) => membersOf(target))).toEqual([["b2"]])
  })

  it("takes over the first prompt, though it has no answer", async () => {
    expect(await carried([whole(["a1"], "a1"), whole(["a2"])], 1)).toEqual({
      taken: [["b1"]],
      holding: 1,
    })
  })

  it.each<[string, readonly Insert[], readonly Insert[]]>([
    ["with the newest insert", [insert("a1"), insert("a3")], [insert("b3")]],
    ["without one that stands behind its end", [insert("a1"), insert("a5")], []],
    ["without any where there was none", [], []],
  ])("has the inserts of its origin, %s", async (_, inserts, expected) => {
    const fork = messagesOf("b", 4)
    expect(await carriedOver({ edits: [whole(["a2"])], inserts, fork })).toMatchObject({
      inserts: expected,
    })
  })

  it.each<[string, readonly HostMessage[], readonly WorkflowRecord[]]>([
    ["of all its messages", messagesOf("b", 6), [invokedBy("b1"), invokedBy("b5", "review-2")]],
    ["that was cut before some", messagesOf("b", 4), [invokedBy("b1")]],
    ["without an answer", messagesOf("b", 1), [invokedBy("b1")]],
    ["with a prompt of its own", [...messagesOf("b", 1), own(1)], [invokedBy("b1")]],
    ["that has nothing but its own", [own(0)], []],
  ])("%s has the workflows that were invoked in it", async (_, fork, expected) => {
    const records = [invokedBy("a1"), invokedBy("a5", "review-2")]
    expect((await carriedOver({ records, fork })).workflows).toEqual({
      kind: "valid",
      records: expected,
    })
  })
})
