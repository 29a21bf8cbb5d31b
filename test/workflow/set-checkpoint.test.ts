import { describe, expect, it } from "vitest"
import { MOST } from "../../src/workflow/record.ts"
import { setCheckpoint } from "../../src/workflow/set-checkpoint.ts"
import type { SetCheckpointInput } from "../../src/workflow/set-checkpoint.ts"
import {
  evidenceMissing,
  noneActive,
  stateAlready,
  unknownCheckpoint,
} from "../../src/workflow/texts.ts"
import {
  closedWorkflow,
  doneCheckpoint,
  openCheckpoint,
  workflow,
} from "../builders/any-workflow.ts"

const record = workflow()
const other = workflow({ id: "plan-1", slug: "plan" })
const [first, second] = [
  openCheckpoint("1", "The tests are green"),
  openCheckpoint("2", "It is reviewed"),
]
const done = doneCheckpoint("2", "It is reviewed", { message: "m3" })
const half = workflow({ checkpoints: [first, done] })
const confusing = workflow({ checkpoints: [openCheckpoint("1", "2"), openCheckpoint("2", "#1")] })

const set = (input: Partial<SetCheckpointInput> = {}) =>
  setCheckpoint({
    records: [record],
    workflow: undefined,
    checkpoint: "2",
    status: "done",
    evidence: "commit 1a2b3c",
    now: 2_000,
    message: "m5",
    ...input,
  })
const closed = { ...second, status: "done", evidence: "commit 1a2b3c", at: 2_000, message: "m5" }
const after = (...checkpoints: readonly unknown[]) => ({ ...record, checkpoints, updated: 2_000 })

describe("a checkpoint", () => {
  it.each<[string, Partial<SetCheckpointInput>, unknown]>([
    ["is done by its number", {}, after(first, closed)],
    ["is done by its number with a mark", { checkpoint: " #2 " }, after(first, closed)],
    ["is done by its label", { checkpoint: "It is reviewed" }, after(first, closed)],
    [
      "is done by its number, though that is the label of another",
      { records: [confusing] },
      after(openCheckpoint("1", "2"), { ...closed, label: "#1" }),
    ],
    [
      "is waived",
      { status: "waived", checkpoint: "1" },
      after({ ...closed, ...first, status: "waived" }, second),
    ],
    [
      "is opened again for a reason",
      { records: [half], status: "open", evidence: "It broke" },
      after(first, { ...second, evidence: "It broke", at: 2_000, message: "m5" }),
    ],
    [
      "is closed with evidence that is trimmed and bounded",
      { evidence: `  ${"e".repeat(MOST.evidence + 1)}\n` },
      after(first, { ...closed, evidence: "e".repeat(MOST.evidence) }),
    ],
    [
      "is closed with evidence that is cut between characters",
      { evidence: `${"e".repeat(MOST.evidence - 1)}😀` },
      after(first, { ...closed, evidence: "e".repeat(MOST.evidence - 1) }),
    ],
    [
      "is closed in no message where none is known",
      { message: undefined },
      after(first, doneCheckpoint("2", "It is reviewed")),
    ],
  ])("%s", (_, input, expected) => {
    expect(set(input)).toStrictEqual({ ok: true, record: expected, records: [expected] })
  })

  it("is closed of the workflow that was named, and the others stay as they are", () => {
    const expected = after(first, closed)
    expect(set({ records: [other, record], workflow: "review" })).toEqual({
      ok: true,
      record: expected,
      records: [other, expected],
    })
  })
})

describe("no checkpoint is set", () => {
  it.each<[string, Partial<SetCheckpointInput>, string]>([
    ["where no workflow is active", { records: [closedWorkflow()] }, noneActive],
    ["that is unknown", { checkpoint: "3" }, unknownCheckpoint({ name: "3", record })],
    [
      "that is not named",
      { checkpoint: undefined },
      unknownCheckpoint({ name: undefined, record }),
    ],
    [
      "that is unknown, whatever else is missing",
      { checkpoint: "3", evidence: "" },
      unknownCheckpoint({ name: "3", record }),
    ],
    ["done that is done", { records: [half] }, stateAlready(done)],
    ["waived that is done", { records: [half], status: "waived" }, stateAlready(done)],
    ["open that is open", { status: "open" }, stateAlready(second)],
    ["without evidence", { evidence: undefined }, evidenceMissing],
    ["with evidence that says nothing", { evidence: " \n " }, evidenceMissing],
    ["open without a reason", { records: [half], status: "open", evidence: "" }, evidenceMissing],
  ])("%s", (_, input, refusal) => {
    expect(set(input)).toStrictEqual({ ok: false, refusal })
  })
})
