import { describe, expect, it } from "vitest"
import { MOST } from "../../src/workflow/record.ts"
import { startWorkflow } from "../../src/workflow/start-workflow.ts"
import type { StartInput } from "../../src/workflow/start-workflow.ts"
import { activeAlready, nameTooLong, tooManyActive } from "../../src/workflow/texts.ts"
import { closedWorkflow, openCheckpoint, workflow } from "../builders/any-workflow.ts"

const guidance =
  "# Review\n## Obligations\n- Never push $1\n## Checkpoints\n- [ ] Tests are green\n"
const digest = (text: string): string => `digest of ${text.length}`
const start = (input: Partial<StartInput> = {}) =>
  startWorkflow({
    records: [],
    slug: "review",
    text: guidance,
    task: "main",
    source: "command",
    scope: "/project",
    message: "m7",
    words: ["must"],
    now: 5_000,
    digest,
    ...input,
  })

const started = workflow({
  id: "review-1",
  invocation: { source: "command", at: 5_000, message: "m7" },
  task: "main",
  snapshot: { digest: digest(guidance), text: guidance },
  obligations: ["Never push main"],
  checkpoints: [openCheckpoint("1", "Tests are green")],
  updated: 5_000,
})

describe("a workflow that is started", () => {
  it("is recorded with its guidance, and what was typed put into its lines alone", () => {
    expect(start()).toStrictEqual({ ok: true, record: started, records: [started] })
  })

  it("stands behind the others, which stay as they are", () => {
    const records = [workflow({ id: "plan-1", slug: "plan" }), closedWorkflow()]
    const record = { ...started, id: "review-2" }
    expect(start({ records })).toEqual({ ok: true, record, records: [...records, record] })
  })

  it("names no message where it is not known", () => {
    const record = { ...started, invocation: { source: "tool", at: 5_000 } }
    expect(start({ source: "tool", message: undefined })).toStrictEqual({
      ok: true,
      record,
      records: [record],
    })
  })

  it.each([
    ["the first", [], "review-1"],
    ["the first of its slug", [workflow({ id: "plan-4", slug: "plan" })], "review-1"],
    ["one above the newest", [workflow({ id: "review-9" }), workflow()], "review-10"],
    ["one above those that are over", [closedWorkflow({ id: "review-3" })], "review-4"],
    [
      "counted apart from a slug that begins alike",
      [workflow({ id: "review-2-5", slug: "review-2" })],
      "review-1",
    ],
  ])("is %s", (_, records, id) => {
    expect(start({ records })).toMatchObject({ ok: true, record: { id } })
  })

  it("keeps no more of its text and task than there is room for, with the digest of the whole", () => {
    const text = `- You must go\n${"x".repeat(MOST.guidance)}\n- You must test`
    expect(start({ text, task: "t".repeat(MOST.task + 1) })).toMatchObject({
      record: {
        task: "t".repeat(MOST.task),
        snapshot: { digest: digest(text), text: text.slice(0, MOST.guidance) },
        obligations: ["You must go", "You must test"],
      },
    })
  })

  it("is cut between whole characters", () => {
    const text = `${"x".repeat(MOST.guidance - 1)}😀`
    expect(start({ text, task: `${"t".repeat(MOST.task - 1)}😀` })).toMatchObject({
      record: { task: "t".repeat(MOST.task - 1), snapshot: { text: text.slice(0, -2) } },
    })
  })

  it("tells how many of its lines there was no room for", () => {
    const text = Array.from({ length: 40 }, (_, index) => `- You must do ${index}`).join("\n")
    expect(start({ text })).toMatchObject({ record: { omitted: 8 } })
  })
})

const active = (count: number) =>
  Array.from({ length: count }, (_, index) => workflow({ id: `review-${index + 1}` }))

describe("of workflows that are active at once", () => {
  it("the eighth is started, however many are over", () => {
    const records = [...active(7), closedWorkflow({ id: "review-8" })]
    expect(start({ records })).toMatchObject({ ok: true, record: { id: "review-9" } })
  })

  it("a skill is started whose name is that of another, or of one that is over", () => {
    const records = [workflow({ id: "plan-1", slug: "plan" }), closedWorkflow()]
    expect(start({ records, source: "skill" })).toMatchObject({ record: { id: "review-2" } })
  })

  it("the name has at most 200 characters", () => {
    const slug = "r".repeat(200)
    expect(start({ slug })).toMatchObject({ record: { slug, id: `${slug}-1` } })
  })

  it.each<[string, Partial<StartInput>, string]>([
    ["the ninth", { records: active(8) }, tooManyActive(8)],
    [
      "a skill that is active already",
      { records: [workflow()], source: "skill" },
      activeAlready("review"),
    ],
    ["a longer name", { slug: "r".repeat(201) }, nameTooLong(200)],
  ])("%s is refused", (_, input, refusal) => {
    expect(start(input)).toStrictEqual({ ok: false, refusal })
  })
})
