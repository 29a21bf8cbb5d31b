import * as fc from "fast-check"
import { INVOCATIONS } from "../../src/workflow/record.ts"
import type { Checkpoint, WorkflowRecord } from "../../src/workflow/record.ts"

export const openCheckpoint = (id: string, label: string): Checkpoint => ({
  id,
  label,
  status: "open",
})

export const doneCheckpoint = (
  id: string,
  label: string,
  overrides: Partial<Checkpoint> = {},
): Checkpoint => ({ id, label, status: "done", evidence: "commit 1a2b3c", at: 2_000, ...overrides })

/** An active workflow with two obligations and two open checkpoints, and whatever is said otherwise. */
export const workflow = (overrides: Partial<WorkflowRecord> = {}): WorkflowRecord => ({
  id: "review-1",
  slug: "review",
  status: "active",
  invocation: { source: "command", at: 1_000, message: "m1" },
  task: "mend the parser",
  scope: "/project",
  snapshot: { digest: "d1", text: "Review everything." },
  obligations: ["Never push to main.", "Always run the tests."],
  omitted: 0,
  checkpoints: [openCheckpoint("1", "The tests are green"), openCheckpoint("2", "It is reviewed")],
  updated: 1_000,
  ...overrides,
})

/** The same, completed. */
export const closedWorkflow = (
  overrides: Partial<WorkflowRecord> = {},
  at = 3_000,
): WorkflowRecord =>
  workflow({
    status: "completed",
    updated: at,
    closing: { at, reason: "", forced: false },
    ...overrides,
  })

/** Messages that generated records know; "m9" is none of them. */
const message = fc.constantFrom({}, { message: "m1" }, { message: "m2" }, { message: "m3" })
const time = fc.nat({ max: 5_000 })
const line = fc.oneof(
  fc.string({ unit: "grapheme", minLength: 1, maxLength: 40 }),
  fc.constantFrom("Never push to main.", "Always run the tests.", "It is reviewed"),
)
const lines = fc.array(line, { maxLength: 5 })

const anyCheckpoint = fc
  .record({ label: line, status: fc.constantFrom("open", "open", "done", "waived"), message, time })
  .map(({ label, status, message: said, time: at }) =>
    status === "open"
      ? { label, status: "open" as const }
      : { label, status, evidence: "proof", at, ...said },
  )

const anyParts = fc.record({
  slug: fc.constantFrom("review", "plan", "re-1"),
  status: fc.constantFrom("active", "active", "completed", "cancelled"),
  source: fc.constantFrom(...INVOCATIONS),
  task: fc.string({ unit: "grapheme", maxLength: 40 }),
  guidance: fc.string({ unit: "grapheme", maxLength: 40 }),
  obligations: lines,
  omitted: fc.nat({ max: 3 }),
  checkpoints: fc.array(anyCheckpoint, { maxLength: 4 }),
  invoked: fc.tuple(time, message),
  closed: fc.tuple(time, message, fc.boolean()),
  updated: time,
})

/** Records as a session may hold them, of several invocations of few workflows; four are closed at most. */
export const anyRecords: fc.Arbitrary<readonly WorkflowRecord[]> = fc
  .array(anyParts, { maxLength: 6 })
  .map((all) =>
    all.map((parts, index): WorkflowRecord => {
      const { slug, status, source, invoked, closed, guidance, checkpoints } = parts
      const number = 1 + all.slice(0, index).filter((one) => one.slug === slug).length
      const isOpen =
        status === "active" ||
        all.slice(0, index).filter((one) => one.status !== "active").length >= 4
      return {
        id: `${slug}-${number}`,
        slug,
        status: isOpen ? "active" : status,
        invocation: { source, at: invoked[0], ...invoked[1] },
        task: parts.task,
        scope: "/project",
        snapshot: { digest: "d", text: guidance },
        obligations: parts.obligations,
        omitted: parts.omitted,
        checkpoints: checkpoints.map((one, at) => ({ ...one, id: String(at + 1) })),
        updated: parts.updated,
        ...(!isOpen && {
          closing: { at: closed[0], reason: "over", forced: closed[2], ...closed[1] },
        }),
      }
    }),
  )
