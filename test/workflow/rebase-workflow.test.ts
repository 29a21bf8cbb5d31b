import { expect, it } from "vitest"
import { rebaseWorkflow } from "../../src/workflow/rebase-workflow.ts"
import type { RebaseInput } from "../../src/workflow/rebase-workflow.ts"
import { MOST } from "../../src/workflow/record.ts"
import { noneActive, notActive } from "../../src/workflow/texts.ts"
import {
  closedWorkflow,
  doneCheckpoint,
  openCheckpoint,
  workflow,
} from "../builders/any-workflow.ts"

const waived = doneCheckpoint("2", "It is reviewed", { status: "waived", message: "m3" })
const record = workflow({
  checkpoints: [
    doneCheckpoint("1", "The tests are green"),
    waived,
    openCheckpoint("3", "It is merged"),
  ],
  omitted: 3,
})
const { snapshot, obligations, omitted, checkpoints } = record
/** What governed before. */
const before = { snapshot, obligations, omitted, checkpoints }
const digest = (text: string): string => `digest of ${text.length}`
const rebase = (input: Partial<RebaseInput> = {}) =>
  rebaseWorkflow({
    records: [record],
    workflow: undefined,
    text: "",
    words: ["must"],
    now: 6_000,
    digest,
    message: "m7",
    ...input,
  })

const text = "- You must $1\n- [ ] It is written\n- [ ] It is merged\n- [ ] It is reviewed"

it("a changed text is taken over: what was closed under the same words stays closed", () => {
  const other = workflow({ id: "plan-1", slug: "plan" })
  const expected = {
    ...record,
    snapshot: { digest: digest(text), text },
    obligations: ["You must mend the parser"],
    omitted: 0,
    checkpoints: [
      openCheckpoint("1", "It is written"),
      openCheckpoint("2", "It is merged"),
      { ...waived, id: "3" },
    ],
    updated: 6_000,
    rebased: { message: "m7", before },
  }
  expect(rebase({ records: [other, record], workflow: "review", text })).toStrictEqual({
    ok: true,
    record: expected,
    records: [other, expected],
  })
})

it("a second rebase keeps only what governed just before it", () => {
  const middle = { ...before, obligations: ["Never push to next."] }
  const records = [workflow({ ...middle, rebased: { message: "m6", before } })]
  expect(rebase({ records, text })).toMatchObject({
    record: { rebased: { message: "m7", before: middle } },
  })
})

it("a rebase is of no message where none is known", () => {
  expect(rebase({ message: undefined })).toMatchObject({
    record: { rebased: { before } },
  })
})

it("a text without lines leaves none", () => {
  expect(rebase({ text: "Nothing" })).toMatchObject({
    record: { obligations: [], checkpoints: [], snapshot: { text: "Nothing" } },
  })
})

it("of a changed text no more is kept than there is room for", () => {
  const long = "x".repeat(MOST.guidance + 1)
  expect(rebase({ text: long })).toMatchObject({
    record: { snapshot: { digest: digest(long), text: "x".repeat(MOST.guidance) } },
  })
})

it.each<[string, Partial<RebaseInput>, string]>([
  ["where no workflow is active", { records: [closedWorkflow()] }, noneActive],
  ["of another workflow", { workflow: "x" }, notActive({ name: "x", ids: ["review-1"] })],
])("no text is taken over %s", (_, input, refusal) => {
  expect(rebase({ text, ...input })).toStrictEqual({ ok: false, refusal })
})
