import { describe, expect, it } from "vitest"
import { answerForParent } from "../../src/dispatch/wave/answer-for-parent.ts"
import type { AnswerForParentInput } from "../../src/dispatch/wave/answer-for-parent.ts"
import { PATTERN_CAPS } from "../../src/dispatch/wave/wave-pattern.ts"
import { changesWanted, implementerResult } from "../builders/dispatch-records.ts"

const count = (text: string): number => Math.ceil(text.length / 4)
const pointer = { handle: "1a2b3c4d", path: "/data/results/x.txt", tokens: 900 }

const shown = (changed: Partial<AnswerForParentInput>): string =>
  answerForParent({
    result: implementerResult(),
    nextAction: "dispatch_reviewer",
    taskID: "7",
    cap: { form: "direct", ...PATTERN_CAPS.direct },
    count,
    pointer: undefined,
    ...changed,
  })

describe("a valid answer", () => {
  it("is its result and what comes next", () => {
    expect(shown({})).toBe(
      `${JSON.stringify(implementerResult())}\nnextAction: dispatch_reviewer (dispatch the reviewer of this task)`,
    )
  })

  it("says where the rest of it is", () => {
    expect(shown({ pointer }).split("\n").at(-1)).toBe("Whole answer, 900 tokens: recall 1a2b3c4d")
  })

  it("has three lines in a large wave, the next action among them", () => {
    const text = shown({ cap: { form: "file", ...PATTERN_CAPS.file }, pointer })
    expect(text.split("\n")).toEqual([
      expect.stringContaining("completed: Mended the parser"),
      "critical: 0; whole result: 900 tokens, recall 1a2b3c4d",
      "nextAction: dispatch_reviewer",
    ])
    expect(count(text)).toBeLessThanOrEqual(50)
  })

  it("keeps a review's findings as far as a summary has room", () => {
    const fixes = Array.from({ length: 60 }, (_, index) => `Fix number ${index} in the parser`)
    const text = shown({
      result: changesWanted({ required_fixes: fixes }),
      nextAction: "dispatch_implementer_fixes",
      cap: { form: "summary", ...PATTERN_CAPS.summary },
      pointer,
    })
    expect(text).toContain("needs_changes: 1 issues, 60 required fixes.")
    expect(text).toContain("- Fix number 0 in the parser")
    expect(text).toContain("recall 1a2b3c4d")
    expect(text.split("\n").at(-1)).toContain("nextAction: dispatch_implementer_fixes")
    expect(text.split("\n").length).toBeLessThanOrEqual(30)
    expect(count(text)).toBeLessThanOrEqual(500)
  })
})
