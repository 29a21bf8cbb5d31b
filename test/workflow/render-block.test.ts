import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { isActive } from "../../src/workflow/record.ts"
import { renderBlock } from "../../src/workflow/render-block.ts"
import type { BlockInput } from "../../src/workflow/render-block.ts"
import * as texts from "../../src/workflow/texts.ts"
import {
  anyRecords,
  closedWorkflow,
  doneCheckpoint,
  openCheckpoint,
  workflow,
} from "../builders/any-workflow.ts"
import { testCount } from "../builders/meter.ts"
import { holds } from "../builders/holds.ts"

const render = (input: Partial<BlockInput>): string =>
  renderBlock({
    records: [workflow()],
    available: [],
    drifted: new Set(),
    tokens: 10_000,
    count: testCount,
    ...input,
  })
/** What the block says between its introduction and its end. */
const told = (input: Partial<BlockInput>): readonly string[] =>
  render(input).split("\n").slice(3, -1)
const named = (slug: string, description = "") => ({ slug, description })
const numbered = (count: number, what: string): string[] =>
  Array.from({ length: count }, (_, index) => `${what} ${index + 1}`)

describe("the block", () => {
  it("tells all of the active workflows, and then what else is available", () => {
    const records = [
      workflow({
        obligations: ["Never push to main.", "The tests are green"],
        checkpoints: [
          openCheckpoint("1", "The tests are green"),
          doneCheckpoint("2", "It is reviewed"),
          openCheckpoint("3", "It is merged"),
        ],
        omitted: 2,
      }),
      closedWorkflow({ id: "plan-1", slug: "plan" }),
      workflow({
        id: "plan-2",
        slug: "plan",
        invocation: { source: "skill", at: 1_000 },
        task: "",
      }),
    ]
    const available = [
      named("review", "Review it"),
      named("worktree", "Work in a [worktree]\n of its own"),
      named("ship"),
    ]
    expect(render({ records, available, drifted: new Set(["review-1"]) })).toBe(
      `<workflows>
Kept by the host from recorded state. It is what holds, whatever earlier text says about these workflows. A sub-agent is bound too where its prompt has a line \`Workflow: ID\`.
## Active for this task
### review-1 (invoked by its slash command)
Task: mend the parser
Scope: this task, in /project
Obligations until it is completed or cancelled:
- Never push to main.
Open checkpoints, to be closed with evidence:
- [ ] 1: The tests are green
- [ ] 3: It is merged
The source of this workflow has changed since; what was taken then holds. To compare: action list, workflow review-1; to take the new text over, if the user wants that: action rebase.
Checkpoints closed: 1.
(2 more: call workflow with action list and workflow review-1)
### plan-2 (invoked by its skill)
Scope: this task, in /project
Obligations until it is completed or cancelled:
- Never push to main.
- Always run the tests.
Open checkpoints, to be closed with evidence:
- [ ] 1: The tests are green
- [ ] 2: It is reviewed
## Available, not active
- worktree: Work in a worktree of its own
- ship
</workflows>`,
    )
  })

  it.each<[string, Partial<BlockInput>]>([
    ["nothing was invoked", { records: [], available: [named("review")] }],
    ["all is over", { records: [closedWorkflow()], available: [named("review")] }],
  ])("is empty where %s", (_, input) => {
    expect(render(input)).toBe("")
  })

  it.each<[string, Parameters<typeof workflow>[0], readonly string[]]>([
    [
      "without lines",
      { obligations: [], checkpoints: [], task: "", scope: "" },
      ["### review-1 (invoked by its slash command)"],
    ],
    [
      "of which everything is closed",
      { obligations: [], checkpoints: [doneCheckpoint("1", "a")], task: "", scope: "" },
      [
        "### review-1 (invoked by its slash command)",
        "Checkpoints closed: 1. Complete the workflow when its task is done.",
      ],
    ],
    [
      "whose obligations are its checkpoints",
      {
        obligations: ["Never push", "Test"],
        checkpoints: [doneCheckpoint("1", "Never push"), openCheckpoint("2", "Test")],
        task: "",
        scope: "",
      },
      [
        "### review-1 (invoked by its slash command)",
        texts.BOTH_TITLE,
        "- [ ] 2: Test",
        "Checkpoints closed: 1.",
      ],
    ],
    [
      "that was dispatched",
      { invocation: { source: "dispatch", at: 1 }, obligations: [], checkpoints: [], scope: "" },
      ["### review-1 (dispatched with this task)", "Task: mend the parser"],
    ],
    [
      "that was started with the tool",
      { invocation: { source: "tool", at: 1 }, obligations: [], checkpoints: [], scope: "" },
      ["### review-1 (started with the workflow tool)", "Task: mend the parser"],
    ],
  ])("tells of a workflow %s", (_, overrides, expected) => {
    expect(told({ records: [workflow(overrides)] })).toEqual(expected)
  })
})

const more = (count: number): string => texts.leftOut({ count, id: "review-1" })

describe("where there is little room, the block", () => {
  const long = workflow({
    obligations: numbered(30, "Never do what is said in line"),
    checkpoints: numbered(30, "It is done as said in line").map((label, index) =>
      openCheckpoint(String(index + 1), label),
    ),
  })
  const title = "### review-1 (invoked by its slash command)"
  it("tells obligations first, and how many lines are missing", () => {
    expect(told({ records: [long], tokens: 160 })).toEqual([
      title,
      "Task: mend the parser",
      texts.OBLIGATIONS_TITLE,
      ...numbered(5, "- Never do what is said in line"),
      more(55),
    ])
  })

  it("counts no task among what is missing", () => {
    const records = [workflow({ task: "t".repeat(2_000), obligations: [], checkpoints: [] })]
    expect(told({ records, tokens: 140 })).toEqual([title, texts.scopeLine("/project")])
  })

  const many = ["1", "2", "3", "4"].map((number) => ({ ...long, id: `review-${number}` }))
  const heads = many.flatMap((record) => [
    texts.recordTitle(record),
    texts.leftOut({ count: 60, id: record.id }),
  ])
  it.each<[string, number, readonly string[]]>([
    ["names each workflow, with the call that shows it", 180, heads],
    [
      "names the first, and how many more there are",
      132,
      [...heads.slice(0, 4), texts.moreActive(2)],
    ],
    ["names the first whatever the room", 1, [...heads.slice(0, 2), texts.moreActive(3)]],
  ])("%s", (_, tokens, expected) => {
    const available = [named("ship", "Ship it")]
    expect(told({ records: many, available, tokens })).toEqual(expected)
  })

  it("shares it among the workflows, and gives on what one does not need", () => {
    const second = { ...long, id: "review-2" }
    /** Lines told of the first and of the second. */
    const counts = (first: typeof long, other: typeof long): readonly number[] => {
      const lines = told({ records: [first, other], tokens: 260 })
      const from = lines.indexOf(title.replace("-1", "-2"))
      return [lines.slice(0, from), lines.slice(from)].map(
        (some) => some.filter((line) => line.startsWith("- ")).length,
      )
    }
    const bare = workflow({ task: "", scope: "", obligations: [], checkpoints: [] })
    expect([counts(bare, second), counts(long, { ...bare, id: "review-2" })]).toEqual([
      [0, 14],
      [14, 0],
    ])
    expect(counts(long, second)).toEqual([5, 5])
  })

  it("tells all of a workflow that takes no more than its share", () => {
    const few = workflow({ obligations: numbered(3, "Never do"), checkpoints: [] })
    const lines = told({ records: [long, { ...few, id: "review-2" }], tokens: 260 })
    const from = lines.indexOf(title.replace("-1", "-2"))
    expect(lines.slice(from + 1)).toEqual([
      "Task: mend the parser",
      texts.scopeLine("/project"),
      texts.OBLIGATIONS_TITLE,
      ...numbered(3, "- Never do"),
    ])
    const shown = lines.slice(0, from).filter((line) => line.startsWith("- ")).length
    expect(lines[from - 1]).toBe(more(60 - shown))
  })

  it("has no note of what is left out where all but the note has room", () => {
    const records = [workflow()]
    const whole = testCount(render({ records }))
    const rounded = whole + told({ records }).length
    expect(render({ records, tokens: rounded + 8 })).toBe(render({ records }))
  })

  it("tells of what is available behind all obligations, and how much there is besides", () => {
    const available = numbered(40, "workflow").map((slug) => named(slug.replace(" ", "-"), "Do it"))
    const lines = told({ available, tokens: 210 })
    expect(lines).toEqual([
      ...told({}),
      texts.AVAILABLE_TITLE,
      ...numbered(8, "- workflow").map(
        (line) => `${line.replace("workflow ", "workflow-")}: Do it`,
      ),
      texts.moreAvailable(32),
    ])
  })

  it("tells nothing of what is available where there is no room for a title", () => {
    expect(told({ available: [named("ship")], tokens: 100 })).not.toContain(texts.AVAILABLE_TITLE)
  })
})

describe("any block", () => {
  const frame = [texts.BLOCK_START, texts.BLOCK_INTRODUCTION, texts.ACTIVE_TITLE, texts.BLOCK_END]
  const { id } = workflow({ id: "review-1-1" })
  const first = [texts.recordTitle(workflow({ id })), texts.leftOut({ count: 99, id })]
  /** What stands in every block, and the number of workflows that do not. */
  const least = testCount([...frame, ...first].join("\n"))
  const rest = testCount(texts.moreActive(9)) + 1
  const available = fc.array(
    fc.record({ slug: fc.string({ minLength: 1, maxLength: 12 }), description: fc.string() }),
    { maxLength: 12 },
  )
  const tokens = fc.oneof(fc.nat({ max: 150 }), fc.nat({ max: 1_200 }))
  const drifted = fc.constantFrom(new Set<string>(), new Set(["review-1", "plan-1"]))

  it("is no longer than it may be, and empty only where nothing is active", () => {
    holds(
      fc.property(anyRecords, available, tokens, drifted, (records, others, most, changed) => {
        const block = render({ records, available: others, tokens: most, drifted: changed })
        expect(testCount(block)).toBeLessThanOrEqual(Math.max(most, least + rest))
        expect(block === "").toBe(!records.some(isActive))
      }),
      150,
    )
  })

  it("leaves no line of an active workflow unsaid where there is room", () => {
    holds(
      fc.property(anyRecords, (records) => {
        const block = render({ records })
        const lines = records
          .filter(isActive)
          .flatMap(({ obligations, checkpoints }) => [
            ...obligations.filter((line) => !checkpoints.some(({ label }) => label === line)),
            ...checkpoints.flatMap(({ status, label }) => (status === "open" ? [label] : [])),
          ])
        expect(lines.filter((line) => !block.includes(line))).toEqual([])
      }),
    )
  })
})
