import { describe, expect, it } from "vitest"
import { digest } from "../../src/host/digest.ts"
import { METADATA_KEY } from "../../src/host/session-state.ts"
import { renderList, renderRecord } from "../../src/workflow/render-list.ts"
import * as texts from "../../src/workflow/texts.ts"
import { doneCheckpoint, openCheckpoint, workflow } from "../builders/any-workflow.ts"
import { GUIDANCE, openWorkflowTool } from "../builders/workflow-calls.ts"
import type { Call, WorkflowTool } from "../builders/workflow-calls.ts"

const silent = async () => undefined
const only = async ({ recorded }: ReturnType<typeof openWorkflowTool>) => (await recorded())[0]

describe("the action list", () => {
  it.each<[string, WorkflowTool, Call, string]>([
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
    expect(await openWorkflowTool(given).call({ action: "list", ...asked })).toBe(expected)
  })

  it.each<[string, WorkflowTool, string]>([
    ["is of no workflow", {}, texts.unknownWorkflow({ name: "sail", ids: ["review-1"] })],
    [
      "may be of one that the host has not told",
      { client: { commands: silent } },
      texts.sourcesNotRead,
    ],
    ["cannot be read", { client: { metadata: silent } }, texts.notRead],
  ])("is refused where it %s", async (_, given, refusal) => {
    await expect(
      openWorkflowTool(given).call({ action: "list", workflow: "sail" }),
    ).rejects.toThrow(refusal)
  })

  it.each<[unknown, string]>([
    [{ workflows: [7] }, texts.DAMAGED_ANSWER],
    [{ version: 99 }, texts.NEWER_ANSWER],
  ])("says what is the matter with a state like %j", async (state, expected) => {
    const { call, runtime } = openWorkflowTool()
    runtime.client.metadataOf.set("ses_1", { [METADATA_KEY]: state })
    expect(await call({ action: "list" })).toBe(expected)
  })
})

describe("the action start", () => {
  it("records the workflow with its text and task, in the message that asked for it", async () => {
    const scene = openWorkflowTool({ records: [] })
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
    const scene = openWorkflowTool({ records: [] })
    await scene.call({ action: "start", workflow: "review" })
    expect(await only(scene)).toMatchObject({ task: "" })
  })

  it.each<[string, WorkflowTool, Call, string]>([
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
    await expect(openWorkflowTool(given).call({ action: "start", ...asked })).rejects.toThrow(
      refusal,
    )
  })
})

describe("the action checkpoint", () => {
  it("closes one with its evidence, in the message that says so", async () => {
    const scene = openWorkflowTool()
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
    const scene = openWorkflowTool()
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
    await expect(
      openWorkflowTool().call({ action: "checkpoint", checkpoint: "1" }),
    ).rejects.toThrow(texts.statusMissing)
  })
})
