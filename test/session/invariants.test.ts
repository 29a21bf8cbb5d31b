import { describe, expect, it, vi } from "vitest"
import { appendEdits } from "../../src/session/append-edits.ts"
import { extractInvariants, keepInvariants, missing } from "../../src/session/invariants.ts"
import { assistant, call, createTranscript, text, user } from "../builders/transcript.ts"
import { createDraft, testSettings } from "../builders/draft.ts"
import { createTestMeter } from "../builders/meter.ts"

const failed = { status: "failed", output: "oldString not found" } as const
const edit = (filePath: string, options = {}) =>
  assistant(call("edit", { filePath, oldString: "a", newString: "b" }, options))
const todo = (list: string) => assistant(call("todowrite", { todos: [] }, { output: list }))

const transcript = createTranscript(
  user(text(`Task id: T-17.\nSome words.\nYou must not push.\n${"More of it. ".repeat(20)}`)),
  todo("an old list of what is to be done, which nobody needs any more. ".repeat(4)),
  todo("the open list"),
  edit("/project/src/a.ts", failed),
  edit("src/b.ts", failed),
  edit("src/b.ts"),
  user(text("The latest request")),
)
const meter = createTestMeter()
const draft = createDraft(transcript, { meter })
const invariants = extractInvariants({ draft, meter, settings: testSettings })

const short = { kind: "text", text: "-" } as const
const shortened = (message: string, part: string, field: "text" | "output") =>
  appendEdits({
    draft,
    stage: "stage_a_prune",
    proposals: [
      {
        target: { message, part, field },
        replacement: { kind: "text", text: "-" },
        reason: "old-text",
      },
    ],
    meter,
  })

describe("the invariants", () => {
  it("are the latest request, binding lines, the open todo list and unfinished edits", () => {
    expect(invariants).toEqual([
      { kind: "binding-line", text: "Task id: T-17.", message: "m01" },
      { kind: "binding-line", text: "You must not push.", message: "m01" },
      { kind: "latest-request", text: "The latest request", message: "m07" },
      { kind: "todo-list", text: "the open list", message: "m03" },
      { kind: "unfinished-edit", text: "src/a.ts", message: "m04" },
    ])
  })

  it("reject a stage's result without one of them", () => {
    const after = shortened("m01", "m01p1", "text")
    expect(after.fresh).toHaveLength(1)
    expect(keepInvariants({ invariants, before: draft, after, meter })).toBe(draft)
  })

  it("let pass what loses none", () => {
    const after = shortened("m02", "m02p1", "output")
    expect(after.fresh).toHaveLength(1)
    expect(keepInvariants({ invariants, before: draft, after, meter })).toBe(after)
  })

  it("do not blame a stage for what was lost before it", () => {
    const lost = shortened("m01", "m01p1", "text")
    const after = { ...lost, forecast: { ...lost.forecast, tokens: 1 } }
    expect(keepInvariants({ invariants, before: lost, after, meter })).toBe(after)
  })

  it("cost a stage only its edits of what held them", () => {
    const after = appendEdits({
      draft,
      proposals: [
        {
          target: { message: "m01", part: "m01p1", field: "text" },
          replacement: short,
          reason: "old-text",
        },
        {
          target: { message: "m02", part: "m02p1", field: "output" },
          replacement: short,
          reason: "old-output",
        },
      ],
      meter,
      stage: "stage_b_prompt",
    })
    const kept = keepInvariants({ invariants, before: draft, after, meter })
    expect(kept.fresh.map(({ target, stage }) => ({ message: target.message, stage }))).toEqual([
      { message: "m02", stage: "stage_b_prompt" },
    ])
  })
})

/** How many texts are looked into for what so many requests bind to. */
const looks = (count: number): number => {
  const many = createTranscript(
    ...Array.from({ length: count }, (_, at) => user(text(`You must keep rule ${at}.`))),
  )
  const before = createDraft(many, { meter })
  const found = extractInvariants({ draft: before, meter, settings: testSettings })
  const includes = vi.spyOn(String.prototype, "includes")
  const lost = missing(found, before)
  const { length } = includes.mock.calls
  includes.mockRestore()
  expect(lost).toEqual([])
  return length
}

it("invariants that stand where they stood are looked for there alone", () => {
  expect(looks(200)).toBe(2 * looks(100))
})
