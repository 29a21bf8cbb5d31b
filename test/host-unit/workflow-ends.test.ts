import { describe, expect, it } from "vitest"
import { digest } from "../../src/host/digest.ts"
import { METADATA_KEY } from "../../src/host/session-state.ts"
import type { WorkflowRecord } from "../../src/workflow/record.ts"
import * as texts from "../../src/workflow/texts.ts"
import { closedWorkflow, doneCheckpoint, workflow } from "../builders/any-workflow.ts"
import { commands, GUIDANCE, openWorkflowTool } from "../builders/workflow-calls.ts"
import type { Call, WorkflowTool } from "../builders/workflow-calls.ts"

const silent = async () => undefined
const only = async ({ recorded }: ReturnType<typeof openWorkflowTool>) => (await recorded())[0]

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
    const scene = openWorkflowTool({ records })
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
    const scene = openWorkflowTool()
    await expect(scene.call(asked)).rejects.toThrow(refusal)
    expect([await only(scene), scene.told]).toEqual([workflow(), []])
  })
})

describe("the action rebase", () => {
  it("takes over the text as it stands now", async () => {
    const scene = openWorkflowTool()
    const answer = await scene.call({ action: "rebase" })
    const record = await only(scene)
    expect(record?.snapshot).toEqual({ digest: digest(GUIDANCE), text: GUIDANCE })
    expect(record?.rebased).toMatchObject({ message: "m9" })
    expect([answer, scene.told]).toEqual([
      record && texts.rebasedAnswer(record),
      [record && `info: ${texts.rebasedToast(record)}`],
    ])
  })

  it.each<[string, WorkflowTool, string]>([
    [
      "its text is as it was",
      { records: [workflow({ snapshot: { digest: digest(GUIDANCE), text: GUIDANCE } })] },
      texts.sourceUnchanged("review"),
    ],
    ["its text is gone", { client: { commands: commands("plan") } }, texts.sourceGone("review")],
    ["the host has not told its commands", { client: { commands: silent } }, texts.sourcesNotRead],
    ["none is active", { records: [closedWorkflow()] }, texts.noneActive],
  ])("is refused where %s", async (_, given, refusal) => {
    const scene = openWorkflowTool(given)
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
    await expect(openWorkflowTool().call(given)).rejects.toThrow(
      /^This call was not run, nothing was changed: /,
    )
  })

  it("makes its change known to the next request at once", async () => {
    const scene = openWorkflowTool()
    await scene.call({ action: "cancel", text: "over" })
    expect(scene.runtime.sessions.get("ses_1").workflows).toMatchObject({
      isFresh: true,
      records: [{ status: "cancelled" }],
    })
  })

  it("begins anew where the state was damaged, and keeps that aside", async () => {
    const scene = openWorkflowTool()
    scene.runtime.client.metadataOf.set("ses_1", { [METADATA_KEY]: { workflows: [7] } })
    await scene.call({ action: "start", workflow: "plan" })
    expect((await scene.recorded()).map(({ id }) => id)).toEqual(["plan-1"])
    expect(scene.told[0]).toMatch(/A copy is kept in/)
  })

  it("changes nothing where a newer version wrote the state", async () => {
    const scene = openWorkflowTool()
    scene.runtime.client.metadataOf.set("ses_1", { [METADATA_KEY]: { version: 99 } })
    await expect(scene.call({ action: "start", workflow: "plan" })).rejects.toThrow(
      texts.NEWER_ANSWER,
    )
    expect(scene.runtime.client.metadataOf.get("ses_1")).toEqual({
      [METADATA_KEY]: { version: 99 },
    })
  })
})
