import { describe, expect, it } from "vitest"
import type { Runtime } from "../../src/host/runtime.ts"
import { carryOverFork } from "../../src/host/carry-over-fork.ts"
import { createDispatchLog } from "../../src/host/dispatch-log.ts"
import { editRecord } from "../../src/session/events.ts"
import type { JournalRecord } from "../../src/session/events.ts"
import type { WorkflowRecord } from "../../src/workflow/record.ts"
import { answer, sent } from "../builders/dispatch-records.ts"
import { forkOf, insert, invokedBy, messagesOf, stateOf, whole } from "../builders/fork.ts"
import type { ForkScene } from "../builders/fork.ts"
import { sentRequest } from "../builders/sent-request.ts"

const begun = invokedBy("b6", "review-2")
const isOrigin = (id: string) => id === "ses_origin"
const silent = async () => undefined

describe("a fork", () => {
  it.each<[string, object]>([
    ["its state", { metadata: silent }],
    ["the messages", { messages: silent }],
    ["what it should store", { setMetadata: async () => false }],
  ])(
    "takes over later what it could not at once, where the host did not answer %s",
    async (_, broken) => {
      const scene = forkOf({
        edits: [whole(["a2"])],
        inserts: [insert("a3")],
        records: [invokedBy("a1")],
        fork: messagesOf("b", 6),
      })
      const working = { ...scene.runtime.client }
      Object.assign(scene.runtime.client, broken)
      await carryOverFork(scene.runtime, scene.session)
      expect(scene.session.journal.refresh().edits).toEqual([])
      // The request that could not wait has left meanwhile.
      scene.session.journal.append([sentRequest({ at: "b6", forecast: 900 })])
      Object.assign(scene.runtime.client, working)
      await carryOverFork(scene.runtime, scene.session)
      await carryOverFork(scene.runtime, scene.session)
      const { edits, inserts, workflows } = await stateOf(scene)
      expect({ targets: edits.map(({ target }) => target.message), inserts, workflows }).toEqual({
        targets: ["b2"],
        inserts: [insert("b3")],
        workflows: { kind: "valid", records: [invokedBy("b1")] },
      })
    },
  )

  it.each<[string, (state: Runtime["state"]) => unknown, readonly WorkflowRecord[]]>([
    [
      "facts were recorded",
      (state) => state.record("ses_fork", { facts: { a: 1 } }),
      [invokedBy("b1")],
    ],
    [
      "a workflow was begun",
      (state) => state.amend("ses_fork", (all) => [...all, begun]),
      [invokedBy("b1"), begun],
    ],
  ])("takes over later what it could not at once, though %s", async (_, meanwhile, expected) => {
    const scene = forkOf({
      edits: [whole(["a2"])],
      records: [invokedBy("a1")],
      fork: messagesOf("b", 6),
    })
    const { messages } = scene.runtime.client
    Object.assign(scene.runtime.client, { messages: silent })
    await carryOverFork(scene.runtime, scene.session)
    await meanwhile(scene.runtime.state)
    await scene.runtime.state.written()
    Object.assign(scene.runtime.client, { messages })
    await carryOverFork(scene.runtime, scene.session)
    expect(await stateOf(scene)).toMatchObject({
      edits: [{ target: { message: "b2" } }],
      workflows: { kind: "valid", records: expected },
    })
  })

  it("takes over all where its workflows were stored without an answer", async () => {
    const scene = forkOf({
      edits: [whole(["a2"])],
      records: [invokedBy("a1")],
      fork: messagesOf("b", 6),
    })
    const { setMetadata } = scene.runtime.client
    const unsaid: typeof setMetadata = async (...args) => !(await setMetadata(...args))
    Object.assign(scene.runtime.client, { setMetadata: unsaid })
    await carryOverFork(scene.runtime, scene.session)
    Object.assign(scene.runtime.client, { setMetadata })
    await carryOverFork(scene.runtime, scene.session)
    expect(await stateOf(scene)).toMatchObject({
      edits: [{ target: { message: "b2" } }],
      workflows: { kind: "valid", records: [invokedBy("b1")] },
    })
  })

  it("keeps the workflows that it has where its origin has no messages", async () => {
    const records = [invokedBy("a1")]
    const fork = messagesOf("b", 6)
    const scene = forkOf({ records, fork })
    const messages = async (id: string) => (id === "ses_origin" ? [] : fork)
    Object.assign(scene.runtime.client, { messages })
    await carryOverFork(scene.runtime, scene.session)
    expect((await stateOf(scene)).workflows).toEqual({ kind: "valid", records })
  })

  it("asks no more for the messages of an origin that is gone", async () => {
    const scene = forkOf({ edits: [whole(["a2"])], fork: messagesOf("b", 6) })
    Object.assign(scene.runtime.client, { messages: silent, isGone: isOrigin })
    await carryOverFork(scene.runtime, scene.session)
    expect(scene.session.originChecked).toBe(true)
  })

  it("names itself too where its origin had nothing to give", async () => {
    const scene = forkOf({ fork: messagesOf("b", 4) })
    await carryOverFork(scene.runtime, scene.session)
    scene.runtime.state.record("ses_fork", { facts: {} })
    await scene.runtime.state.written()
    expect(await scene.runtime.state.read("ses_fork")).toMatchObject({ session: "ses_fork" })
  })

  it("keeps the insert that it has placed itself meanwhile", async () => {
    const fork = messagesOf("b", 6)
    const scene = forkOf({ edits: [whole(["a2"])], inserts: [insert("a3")], fork })
    const { messages } = scene.runtime.client
    Object.assign(scene.runtime.client, { messages: silent })
    await carryOverFork(scene.runtime, scene.session)
    scene.session.journal.append([{ type: "insert", ...insert("b6") }])
    Object.assign(scene.runtime.client, { messages })
    await carryOverFork(scene.runtime, scene.session)
    expect(await stateOf(scene)).toMatchObject({ edits: [{}], inserts: [insert("b6")] })
  })

  it("has its own texts of sub-agents, names itself from then on, and says what it was taken from", async () => {
    const scene = forkOf({ edits: [whole(["a2"])], fork: messagesOf("b", 4) })
    const kept = scene.runtime.spilled.keep("ses_origin", "A long answer.")
    await carryOverFork(scene.runtime, scene.session)
    await scene.runtime.state.written()
    expect(scene.runtime.spilled.find("ses_fork", kept?.handle ?? "")).toBe("A long answer.")
    expect(await scene.runtime.state.read("ses_fork")).toMatchObject({ session: "ses_fork" })
    expect(scene.session.journal.refresh().forkedAt).toBe("b4")
  })

  it("takes over what its origin has dispatched", async () => {
    const scene = forkOf({ fork: messagesOf("b", 4) })
    createDispatchLog({
      folder: scene.runtime.folder,
      sessionID: "ses_origin",
      onMemoryOnly: () => {},
    }).append([sent("a2p", { message: "a2" }), answer("a2p")])
    await carryOverFork(scene.runtime, scene.session)
    expect(scene.session.dispatches.refresh()).toMatchObject([
      { type: "dispatch", call: "b2p", message: "b2" },
      { type: "dispatch-result", call: "b2p" },
      { type: "prompt" },
    ])
  })

  it.each<[string, ForkScene, string]>([
    ["is its own session", { edits: [whole(["a2"])] }, "ses_fork"],
    ["has nothing to give", {}, "ses_origin"],
  ])("asks nobody for messages where what it was taken from %s", async (_, given, session) => {
    const scene = forkOf({ ...given, fork: messagesOf("b", 4), session })
    const asked: string[] = []
    Object.assign(scene.runtime.client, { messages: async (id: string) => void asked.push(id) })
    await carryOverFork(scene.runtime, scene.session)
    expect([asked, scene.session.originChecked]).toEqual([[], true])
  })

  it.each<[string, readonly JournalRecord[]]>([
    ["edits", [editRecord(whole(["b2"]))]],
    ["a request", [sentRequest({ at: "b6", forecast: 900 })]],
    ["what it took over", [{ type: "fork", origin: "ses_origin", at: "b6" }]],
  ])("that has %s in its journal already is not looked at again", async (_, records) => {
    const scene = forkOf({ edits: [whole(["a3"])], fork: messagesOf("b", 6) })
    scene.session.journal.append(records)
    await carryOverFork(scene.runtime, scene.session)
    expect(scene.session.journal.refresh().edits.map(({ target }) => target.message)).not.toContain(
      "b3",
    )
    expect(scene.session.originChecked).toBe(true)
  })
})
