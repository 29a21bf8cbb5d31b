import { describe, expect, it } from "vitest"
import { foldSteps } from "../../../src/session/ledger/fold-steps.ts"
import type { StageInput } from "../../../src/session/stage.ts"
import { summarize, usableSummary } from "../../../src/session/summary/summarize.ts"
import { summaryBlock } from "../../../src/session/texts.ts"
import { assistant, call, text, user } from "../../builders/transcript.ts"
import type { MessageDraft } from "../../builders/transcript.ts"
import { scene, standing, step, summaryOf } from "./scene.ts"

const go = user(text("Go"))
const session = [go, step("a"), step("b"), user(text("On")), step("c"), step("d")]
const input = scene(session)

const used = (prepared: readonly (readonly string[])[], where: StageInput = input) =>
  usableSummary({ ...where, prepared: prepared.map((ids) => summaryOf(where, ids)) })?.messages

describe("a prepared summary is usable", () => {
  it.each<[string, readonly (readonly string[])[], readonly string[] | undefined]>([
    ["where its steps are old", [["m02", "m03"]], ["m02", "m03"]],
    ["across what a user said", [["m03", "m05"]], ["m03", "m05"]],
    [
      "if it is the one of the most steps",
      [
        ["m02", "m03"],
        ["m02", "m03", "m05"],
        ["m03", "m05"],
      ],
      ["m02", "m03", "m05"],
    ],
    [
      "if it is the first of as many steps",
      [
        ["m02", "m03"],
        ["m03", "m05"],
      ],
      ["m02", "m03"],
    ],
    ["not where one of its steps is recent", [["m05", "m06"]], undefined],
    ["not where a message is gone", [["m02", "m09"]], undefined],
    ["unless there is none", [], undefined],
  ])("%s", (_, prepared, expected) => {
    expect(used(prepared)).toEqual(expected)
  })

  it("not where a message has changed", () => {
    const other = scene([go, step("a"), step("other"), ...session.slice(3)])
    const prepared = [summaryOf(input, ["m02", "m03"])]
    expect(usableSummary({ ...other, prepared })).toBeUndefined()
  })

  it("after its steps became lines", () => {
    const folded = { ...input, draft: foldSteps(input) }
    expect(Object.keys(standing(folded.draft))).toEqual(["m02", "m03", "m05"])
    expect(used([["m02", "m03"]], folded)).toEqual(["m02", "m03"])
  })

  it("after an earlier one only where it has all steps of that and more", () => {
    const draft = summarize({ ...input, prepared: [summaryOf(input, ["m02", "m03"])] })
    const later = { ...input, draft }
    expect([
      used([["m02", "m03"]], later),
      used([["m03", "m05"]], later),
      used([["m02", "m03", "m05"]], later),
    ]).toEqual([undefined, undefined, ["m02", "m03", "m05"]])
  })
})

describe("a summary", () => {
  const summary = summaryOf(input, ["m02", "m03", "m05"])
  const block = summaryBlock({
    steps: 3,
    handle: summary.region.slice(0, 8),
    summary: "The summary.",
    facts: "",
  })

  it("stands where its last step stood, with nothing in the place of the others", () => {
    const { view, fresh } = summarize({ ...input, prepared: [summary] })
    expect(standing({ ...input.draft, view })).toEqual({ m02: "", m03: "", m05: block })
    expect(fresh).toEqual([
      {
        target: { message: "m05", part: "", field: "message", also: ["m02", "m03"] },
        source: summary.region,
        replacement: { kind: "text", text: block },
        stage: "stage_c_llm",
        reason: "summarized",
        before: expect.any(Number),
        after: Math.ceil(block.length / 4) + 4,
        at: "m06",
      },
    ])
  })

  it("takes off the forecast what its steps were and it is not", () => {
    const { draft } = input
    const after = summarize({ ...input, prepared: [summary] })
    const saved = after.fresh.reduce((sum, edit) => sum + edit.before - edit.after, 0)
    expect(saved).toBeGreaterThan(200)
    expect(after.forecast.tokens).toBe(draft.forecast.tokens - saved)
  })

  it("is not put where it would be longer than its steps", () => {
    const prepared = [{ ...summary, text: "x".repeat(9_000) }]
    expect(summarize({ ...input, prepared })).toBe(input.draft)
  })

  it("changes nothing where none is usable", () => {
    expect(summarize({ ...input, prepared: [] })).toBe(input.draft)
    expect(summarize({ ...input, prepared: [summaryOf(input, ["m05", "m06"])] })).toBe(input.draft)
  })

  it("takes the place of lines and of an earlier summary", () => {
    const first = summarize({ ...input, prepared: [summaryOf(input, ["m02", "m03"], "First.")] })
    const draft = foldSteps({ ...input, draft: first })
    expect(Object.keys(standing(draft))).toEqual(["m03", "m02", "m05"])
    const last = summarize({ ...input, draft, prepared: [summary] })
    expect(standing(last)).toEqual({ m02: "", m03: "", m05: block })
  })
})

const lostWith = (...newest: readonly MessageDraft[]): StageInput =>
  scene([
    user(text("Never push.")),
    assistant(
      call("todowrite", { todos: [{ content: "Write b.ts", status: "in_progress" }] }),
      call("write", { filePath: "a.ts", content: "long ".repeat(200) }),
    ),
    step("npm test", { output: `FAIL a.test.ts\n${"more\n".repeat(200)}`, exitCode: 1 }),
    user(text("On")),
    ...newest,
  ])

/** What stands below the summary. */
const below = (summary: string, lost = lostWith(step("ls"))): string => {
  const prepared = [summaryOf(lost, ["m02", "m03"], summary)]
  const { m03 = "" } = standing(summarize({ ...lost, prepared }))
  return m03.split("\n").slice(2).join("\n")
}

describe("what a summary left out", () => {
  const end = "[end of summary; the work goes on below]"

  it("stands below it, but for what stands elsewhere", () => {
    expect(below("Little.")).toBe(
      [
        "## Facts recorded by the host",
        "Open todos:\n- Write b.ts (in progress)",
        "Files changed:\n- a.ts",
        "Commands that failed when they last ran, with how:\n- npm test\n- FAIL a.test.ts",
        end,
      ].join("\n"),
    )
  })

  it("is nothing that it tells itself", () => {
    expect(below("Write b.ts (in progress), a.ts: npm test → FAIL a.test.ts")).toBe(end)
  })

  it("is nothing that a newer step tells", () => {
    const again = assistant(text("FAIL a.test.ts of a.ts in npm test: Write b.ts (in progress)."))
    expect(below("Little.", lostWith(again))).toBe(end)
  })

  it("is nothing that a newer step has settled", () => {
    const settled = assistant(
      call("todowrite", { todos: [{ content: "Write b.ts", status: "completed" }] }),
      call("bash", { command: "npm test" }, { exitCode: 0 }),
    )
    expect(below("Wrote a.ts.", lostWith(settled))).toBe(end)
  })

  it("is no more than a tenth of the limit", () => {
    const lost = lostWith(step("ls"))
    const draft = { ...lost.draft, budget: { ...lost.draft.budget, limit: 200 } }
    expect(below("Little.", { ...lost, draft }).length).toBeLessThan(
      4 * 20 + `## Facts recorded by the host\n${end}\n`.length,
    )
  })
})
