import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { digest } from "../../src/host/digest.ts"
import { closeWorkflow } from "../../src/workflow/close-workflow.ts"
import { readWorkflows, writeWorkflows } from "../../src/workflow/read-workflows.ts"
import { rebaseWorkflow } from "../../src/workflow/rebase-workflow.ts"
import { isActive, MOST } from "../../src/workflow/record.ts"
import type { WorkflowRecord } from "../../src/workflow/record.ts"
import { setCheckpoint } from "../../src/workflow/set-checkpoint.ts"
import { startWorkflow } from "../../src/workflow/start-workflow.ts"
import type { Transition } from "../../src/workflow/transition.ts"
import { undoMessage } from "../../src/workflow/undo-message.ts"
import { anyRecords } from "../builders/any-workflow.ts"
import { holds } from "../builders/holds.ts"

type Records = readonly WorkflowRecord[]
/** What may happen in a message. */
type Act = (records: Records, message: string) => Transition

const now = 9_000
const words = ["must"]
const scope = "/project"
const slug = fc.constantFrom("review", "plan", "re-1")
const name = fc.constantFrom(undefined, "review", "plan", "review-1", "plan-1", "re-1", "re-1-1")
const text = fc.constantFrom(
  "",
  "- You must $1\n- [ ] It is reviewed",
  "# Obligations\n- Never push to main.\n- Always run the tests.",
  Array.from({ length: 40 }, (_, index) => `- You must do ${index}`).join("\n"),
)
const said = fc.constantFrom(undefined, "", " ", "It is so", "x".repeat(600))

const anyStart = fc
  .record({ slug, text, task: fc.string(), source: fc.constantFrom("tool", "command") })
  .map(
    (given): Act =>
      (records, message) =>
        startWorkflow({ ...given, records, scope, message, words, now, digest }),
  )
const anyCheckpoint = fc
  .record({
    workflow: name,
    checkpoint: fc.constantFrom(undefined, "1", "2", "It is reviewed"),
    status: fc.constantFrom("done", "waived", "open"),
    evidence: said,
  })
  .map(
    (given): Act =>
      (records, message) =>
        setCheckpoint({ ...given, records, now, message }),
  )
const anyClosing = fc
  .record({
    workflow: name,
    as: fc.constantFrom("completed", "cancelled"),
    reason: said,
    force: fc.boolean(),
  })
  .map(
    (given): Act =>
      (records, message) =>
        closeWorkflow({ ...given, records, now, message }),
  )
const anyRebase = fc.record({ workflow: name, text }).map(
  (given): Act =>
    (records, message) =>
      rebaseWorkflow({ ...given, records, words, now, digest, message }),
)
const anyAct = fc.oneof(anyStart, anyCheckpoint, anyClosing, anyRebase)

const activeBut = (records: Records, id: string): Records =>
  records.filter((record) => isActive(record) && record.id !== id)

const timeless = (records: Records): Records => records.map((record) => ({ ...record, updated: 0 }))

describe("any change of any workflows", () => {
  it("leaves what it was given as it was", () => {
    holds(
      fc.property(anyRecords, anyAct, (records, act) => {
        const before = structuredClone(records)
        act(records, "m9")
        undoMessage(records, "m1")
        expect(records).toStrictEqual(before)
      }),
      50,
    )
  })

  it("says why it is refused, or what comes of it, and loses no other that is active", () => {
    holds(
      fc.property(anyRecords, anyAct, (records, act) => {
        const done = act(records, "m9")
        const all = done.ok ? done : { record: undefined, records }
        const id = all.record?.id ?? ""
        expect(Object.keys(done).toSorted()).toEqual(
          done.ok ? ["ok", "record", "records"] : ["ok", "refusal"],
        )
        expect(activeBut(all.records, id)).toEqual(activeBut(records, id))
        expect(all.records.filter((record) => record.id === id)).toEqual(
          all.record ? [all.record] : [],
        )
      }),
      300,
    )
  })

  it("is taken back with its message, but for the time of it", () => {
    const anyUndone = fc.oneof(anyStart, anyCheckpoint, anyClosing, anyRebase)
    let taken = 0
    holds(
      fc.property(anyRecords.map(reopened), anyUndone, (records, act) => {
        const done = act(records, "m9")
        taken += Number(done.ok)
        expect(timeless(undoMessage(done.ok ? done.records : records, "m9"))).toEqual(
          timeless(records),
        )
      }),
      300,
    )
    expect(taken).toBeGreaterThan(30)
  })
})

/** A checkpoint that is closed twice is open when the second time is undone. Four closed keep their text. */
const reopened = (records: Records): Records =>
  records
    .filter((record, index) => isActive(record) || index < 3)
    .map((record) => ({
      ...record,
      checkpoints: record.checkpoints.map(({ id, label }) => ({ id, label, status: "open" })),
    }))

describe("any session", () => {
  const anySteps = fc.array(
    fc.oneof(
      { weight: 3, arbitrary: anyStart },
      { weight: 3, arbitrary: anyClosing },
      { weight: 2, arbitrary: fc.oneof(anyCheckpoint, anyRebase) },
      { weight: 1, arbitrary: fc.constant("undo" as const) },
    ),
    { minLength: 30, maxLength: 120 },
  )

  it("can be read again after each step, and keeps no more than it may", () => {
    holds(
      fc.property(anySteps, (steps) => {
        let records: Records = []
        for (const [index, step] of steps.entries()) {
          const done = step === "undo" ? undefined : step(records, `m${index}`)
          if (step === "undo") records = undoMessage(records, `m${index - 1}`)
          else if (done?.ok) records = done.records
          expect(
            readWorkflows(JSON.parse(JSON.stringify(writeWorkflows({}, records, digest))), digest),
          ).toEqual({
            kind: "valid",
            records,
          })
          expect(new Set(records.map(({ id }) => id)).size).toBe(records.length)
        }
        const active = records.filter(isActive).length
        expect(active).toBeLessThanOrEqual(MOST.active)
        expect(records.length - active).toBeLessThanOrEqual(MOST.closed)
      }),
      3,
    )
  })
})
