import { describe, expect, it } from "vitest"
import { digest } from "../../src/host/digest.ts"
import type { HostClient } from "../../src/host/host-client.ts"
import { METADATA_KEY } from "../../src/host/session-state.ts"
import { createWorkflowTool } from "../../src/host/workflow-tool.ts"
import type { WorkflowRecord } from "../../src/workflow/record.ts"
import { renderList, renderRecord } from "../../src/workflow/render-list.ts"
import * as texts from "../../src/workflow/texts.ts"
import {
  closedWorkflow,
  doneCheckpoint,
  openCheckpoint,
  workflow,
} from "../builders/any-workflow.ts"
import { callTool } from "../builders/call-tool.ts"
import { createTestRuntime } from "../builders/runtime.ts"
import { storeWorkflows } from "../builders/store-workflows.ts"

const GUIDANCE = "Review everything.\n- Never push to main.\n- Always run the tests."
const commands =
  (...names: readonly string[]) =>
  async () =>
    names.map((name) => ({
      name,
      template: name === "review" ? GUIDANCE : `Do ${name}.`,
      description: "",
    }))
const silent = async () => undefined

type Call = Readonly<Record<string, unknown>>

interface Given {
  readonly records?: readonly WorkflowRecord[]
  readonly client?: Partial<HostClient>
}

/** The tool of a session with these workflows; the host has the commands review and plan. */
const open = ({ records = [workflow()], client = {} }: Given = {}) => {
  const runtime = createTestRuntime({ options: { workflows: { match: ["review", "plan"] } } })
  Object.assign(runtime.client, { commands: commands("review", "plan") }, client)
  storeWorkflows(runtime.client, "ses_1", ...records)
  const tool = createWorkflowTool(runtime)
  const call = (given: Call) => callTool(tool, given)
  const recorded = async (): Promise<readonly WorkflowRecord[]> => {
    const { workflows } = (await runtime.state.read("ses_1")) ?? {}
    return workflows?.kind === "valid" ? workflows.records : []
  }
  return { runtime, call, recorded, told: runtime.client.calls }
}
const only = async ({ recorded }: ReturnType<typeof open>) => (await recorded())[0]

describe("the action list", () => {
  it.each<[string, Given, Call, string]>([
    [
      "shows what is active and what is available",
      {},
      {},
      renderList(
        [workflow()],
        [
          { slug: "review", description: "" },
          { slug: "plan", description: "" },
        ],
      ),
    ],
    ["shows one by its id", {}, { workflow: "review-1" }, renderRecord(workflow(), GUIDANCE)],
    [
      "shows one by its name, the newest of several",
      { records: [workflow(), workflow({ id: "review-2", task: "Another" })] },
      { workflow: "review" },
      renderRecord(workflow({ id: "review-2", task: "Another" }), GUIDANCE),
    ],
    [
      "shows one whose text is as it was without a word on that",
      { records: [workflow({ snapshot: { digest: digest(GUIDANCE), text: GUIDANCE } })] },
      { workflow: "review-1" },
      renderRecord(workflow({ snapshot: { digest: digest(GUIDANCE), text: GUIDANCE } }), undefined),
    ],
    ["shows the text of one that is not active", {}, { workflow: "plan" }, "Do plan."],
  ])("%s", async (_, given, asked, expected) => {
    expect(await open(given).call({ action: "list", ...asked })).toBe(expected)
  })

  it.each<[string, Given, string]>([
    ["is of no workflow", {}, texts.unknownWorkflow({ name: "sail", ids: ["review-1"] })],
    [
      "may be of one that the host has not told",
      { client: { commands: silent } },
      texts.sourcesNotRead,
    ],
    ["cannot be read", { client: { metadata: silent } }, texts.notRead],
  ])("is refused where it %s", async (_, given, refusal) => {
    await expect(open(given).call({ action: "list", workflow: "sail" })).rejects.toThrow(refusal)
  })

  it.each<[unknown, string]>([
    [{ workflows: [7] }, texts.DAMAGED_ANSWER],
    [{ version: 99 }, texts.NEWER_ANSWER],
  ])("says what is the matter with a state like %j", async (state, expected) => {
    const { call, runtime } = open()
    runtime.client.metadataOf.set("ses_1", { [METADATA_KEY]: state })
    expect(await call({ action: "list" })).toBe(expected)
  })
})

describe("the action start", () => {
  it("records the workflow with its text and task, in the message that asked for it", async () => {
    const scene = open({ records: [] })
    const answer = await scene.call({ action: "start", workflow: "review", text: "mend it" })
    const record = await only(scene)
    expect(record).toMatchObject({
      id: "review-1",
      slug: "review",
      task: "mend it",
      scope: "/project",
      invocation: { source: "tool", at: 1_000, message: "m9" },
      snapshot: { text: GUIDANCE },
      obligations: ["Never push to main.", "Always run the tests."],
    })
    expect([answer, scene.told]).toEqual([
      record && texts.startedAnswer(record),
      [record && `info: ${texts.startedToast(record)}`],
    ])
  })

  it("has no task where none is given", async () => {
    const scene = open({ records: [] })
    await scene.call({ action: "start", workflow: "review" })
    expect(await only(scene)).toMatchObject({ task: "" })
  })

  it.each<[string, Given, Call, string]>([
    [
      "there is no such workflow",
      {},
      { workflow: "sail" },
      texts.notAvailable("sail", ["review", "plan"]),
    ],
    ["none is named", {}, {}, texts.notAvailable("", ["review", "plan"])],
    [
      "the host has not told its skills",
      { client: { skills: silent } },
      { workflow: "sail" },
      texts.sourcesNotRead,
    ],
    [
      "its state cannot be stored",
      { client: { setMetadata: async () => false } },
      { workflow: "plan" },
      texts.notRecorded("the host did not store it"),
    ],
  ])("is refused where %s", async (_, given, asked, refusal) => {
    await expect(open(given).call({ action: "start", ...asked })).rejects.toThrow(refusal)
  })
})

describe("the action checkpoint", () => {
  it("closes one with its evidence, in the message that says so", async () => {
    const scene = open()
    const answer = await scene.call({
      action: "checkpoint",
      checkpoint: 1,
      status: "done",
      text: "commit 1a2b3c",
    })
    const record = await only(scene)
    const done = doneCheckpoint("1", "The tests are green", { at: 1_000, message: "m9" })
    expect(record?.checkpoints).toEqual([done, openCheckpoint("2", "It is reviewed")])
    expect([answer, scene.told]).toEqual([record && texts.checkpointAnswer(record, done), []])
  })

  it("tells the user where one is waived", async () => {
    const scene = open()
    await scene.call({
      action: "checkpoint",
      workflow: "review-1",
      checkpoint: "2",
      status: "waived",
      text: "not needed",
    })
    const record = await only(scene)
    const waived = record?.checkpoints[1]
    expect(waived?.status).toBe("waived")
    expect(scene.told).toEqual([
      record && waived && `warning: ${texts.waivedToast(record, waived)}`,
    ])
  })

  it("needs a status", async () => {
    await expect(open().call({ action: "checkpoint", checkpoint: "1" })).rejects.toThrow(
      texts.statusMissing,
    )
  })
})

describe("the actions complete and cancel", () => {
  const done = workflow({ checkpoints: [doneCheckpoint("1", "The tests are green")] })
  it.each<[string, readonly WorkflowRecord[], Call, string, string]>([
    ["completes what is done", [done], { action: "complete" }, "completed", "info"],
    [
      "completes by force what is not, and warns",
      [workflow()],
      { action: "complete", force: true, text: "tagged" },
      "completed",
      "warning",
    ],
    [
      "cancels with a reason, and warns",
      [workflow()],
      { action: "cancel", text: "out of my hands" },
      "cancelled",
      "warning",
    ],
  ])("%s", async (_, records, asked, status, variant) => {
    const scene = open({ records })
    const answer = await scene.call({ workflow: "review-1", ...asked })
    const record = await only(scene)
    expect(record).toMatchObject({ status, closing: { at: 1_000, message: "m9" } })
    expect([answer, scene.told]).toEqual([
      record && texts.closedAnswer(record),
      [record && `${variant}: ${texts.closedToast(record)}`],
    ])
  })

  it.each<[Call, string]>([
    [{ action: "complete" }, texts.stillOpen(workflow())],
    [{ action: "cancel" }, texts.reasonMissing("cancelled")],
  ])("refuses %j", async (asked, refusal) => {
    const scene = open()
    await expect(scene.call(asked)).rejects.toThrow(refusal)
    expect([await only(scene), scene.told]).toEqual([workflow(), []])
  })
})

describe("the action rebase", () => {
  it("takes over the text as it stands now", async () => {
    const scene = open()
    const answer = await scene.call({ action: "rebase" })
    const record = await only(scene)
    expect(record?.snapshot).toEqual({ digest: digest(GUIDANCE), text: GUIDANCE })
    expect(record?.rebased).toMatchObject({ message: "m9" })
    expect([answer, scene.told]).toEqual([
      record && texts.rebasedAnswer(record),
      [record && `info: ${texts.rebasedToast(record)}`],
    ])
  })

  it.each<[string, Given, string]>([
    [
      "its text is as it was",
      { records: [workflow({ snapshot: { digest: digest(GUIDANCE), text: GUIDANCE } })] },
      texts.sourceUnchanged("review"),
    ],
    ["its text is gone", { client: { commands: commands("plan") } }, texts.sourceGone("review")],
    ["the host has not told its commands", { client: { commands: silent } }, texts.sourcesNotRead],
    ["none is active", { records: [closedWorkflow()] }, texts.noneActive],
  ])("is refused where %s", async (_, given, refusal) => {
    const scene = open(given)
    await expect(scene.call({ action: "rebase" })).rejects.toThrow(refusal)
    expect(scene.told).toEqual([])
  })
})

describe("a call of the tool", () => {
  it.each<[string, Call]>([
    ["without an action", {}],
    ["with another action", { action: "sail" }],
    ["with another status", { action: "checkpoint", status: "half" }],
  ])("%s is refused with what was expected", async (_, given) => {
    await expect(open().call(given)).rejects.toThrow(
      /^This call was not run, nothing was changed: /,
    )
  })

  it("makes its change known to the next request at once", async () => {
    const scene = open()
    await scene.call({ action: "cancel", text: "over" })
    expect(scene.runtime.sessions.get("ses_1").workflows).toMatchObject({
      isFresh: true,
      records: [{ status: "cancelled" }],
    })
  })

  it("begins anew where the state was damaged, and keeps that aside", async () => {
    const scene = open()
    scene.runtime.client.metadataOf.set("ses_1", { [METADATA_KEY]: { workflows: [7] } })
    await scene.call({ action: "start", workflow: "plan" })
    expect((await scene.recorded()).map(({ id }) => id)).toEqual(["plan-1"])
    expect(scene.told[0]).toMatch(/A copy is kept in/)
  })

  it("changes nothing where a newer version wrote the state", async () => {
    const scene = open()
    scene.runtime.client.metadataOf.set("ses_1", { [METADATA_KEY]: { version: 99 } })
    await expect(scene.call({ action: "start", workflow: "plan" })).rejects.toThrow(
      texts.NEWER_ANSWER,
    )
    expect(scene.runtime.client.metadataOf.get("ses_1")).toEqual({
      [METADATA_KEY]: { version: 99 },
    })
  })
})
