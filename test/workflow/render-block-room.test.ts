import { describe, expect, it } from "vitest"
import type { BlockInput } from "../../src/workflow/render-block.ts"
import * as texts from "../../src/workflow/texts.ts"
import { closedWorkflow, openCheckpoint, workflow } from "../builders/any-workflow.ts"
import { testCount } from "../builders/meter.ts"
import { named, numbered, render, told } from "../builders/told-block.ts"

/** What is told with the fewest tokens that show so many lines of this beginning. */
const toldWith = (
  count: number,
  beginning: string,
  input: Partial<BlockInput>,
): readonly string[] =>
  [...Array(300).keys()]
    .map((tokens) => told({ ...input, tokens }))
    .find((lines) => lines.filter((line) => line.startsWith(beginning)).length === count) ?? []

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

  it("says of a single workflow that it does not name that there is one more", () => {
    const lines = toldWith(3, "### ", { records: many })
    expect(lines).toEqual([...heads.slice(0, 6), texts.moreActive(1)])
  })

  it("says of a single line that was too much to keep that there is one more", () => {
    expect(told({ records: [workflow({ omitted: 1 })] }).at(-1)).toBe(more(1))
  })

  it("has no title above lines of which none has room", () => {
    const records = [workflow({ obligations: ["x".repeat(400)], checkpoints: [], scope: "" })]
    const lines = told({ records, tokens: 150 })
    expect(lines).toEqual([title, "Task: mend the parser", more(1)])
  })

  it("says of a single workflow that is available besides that there is one more", () => {
    const available = numbered(5, "ship").map((slug) => named(slug.replace(" ", "-"), "Ship it"))
    const lines = toldWith(4, "- ship", { available })
    expect(lines.at(-1)).toBe(texts.moreAvailable(1))
  })

  it("tells that a workflow which is over is available", () => {
    const records = [workflow(), closedWorkflow({ id: "plan-1", slug: "plan" })]
    expect(told({ records, available: [named("review"), named("plan")] }).slice(-2)).toEqual([
      texts.AVAILABLE_TITLE,
      "- plan",
    ])
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
