import { describe, expect, it } from "vitest"
import { pruneDelta } from "../../src/dispatch/prompt/prune-delta.ts"
import type { DeltaPacket } from "../../src/dispatch/prompt/dispatch-prompt.ts"
import { digest } from "../../src/host/digest.ts"
import { handlesIn, numbered } from "../builders/dispatch-prompt.ts"

const parsed = (json: string): Record<string, unknown> => JSON.parse(json)

const long = (word: string): string => `${word} `.repeat(200).trim()
const kind = (value: unknown): string => {
  const text = JSON.stringify(value)
  const isGone = typeof value === "string" && value.startsWith("[compacted")
  return isGone ? "gone" : handlesIn(text).length > 0 ? "clipped" : "whole"
}
const pruned = (delta: DeltaPacket, characters: number, clipsReview = true) =>
  pruneDelta({ delta, digest, fits: (json) => json.length <= characters, clipsReview })

describe("pruning the delta context", () => {
  const delta: DeltaPacket = {
    task_id: "task-7",
    ledger_summary: long("done"),
    empty: "  \n",
    none: [],
    ledger_required_fixes: numbered(6, 100),
    ledger_reviewer_issues: numbered(6, 100),
    note: long("note"),
    ledger_blockers: numbered(6, 100),
    ledger_stalled_count: 2,
    spaced: "a \n  b",
  }
  /** What is left of each field when so many characters of JSON fit. */
  const prune = (characters: number, clipsReview = true) => pruned(delta, characters, clipsReview)
  const kinds = (characters: number): Record<string, string> =>
    Object.fromEntries(
      Object.entries(parsed(prune(characters).json)).map(([key, value]) => [key, kind(value)]),
    )
  const whole = {
    task_id: "whole",
    ledger_summary: "whole",
    ledger_required_fixes: "whole",
    ledger_reviewer_issues: "whole",
    note: "whole",
    ledger_blockers: "whole",
    ledger_stalled_count: "whole",
    spaced: "whole",
    compaction_applied: "whole",
  }

  it.each([
    ["takes out what is empty first", 4_100, {}],
    ["then clips blockers", 3_900, { ledger_blockers: "clipped" }],
    ["or drops them where that is not enough", 3_550, { ledger_blockers: "gone" }],
    ["then what it does not know", 2_800, { ledger_blockers: "gone", note: "gone" }],
    [
      "then clips the summary",
      2_200,
      {
        ledger_blockers: "gone",
        note: "gone",
        ledger_summary: "clipped",
      },
    ],
    [
      "and what a review asks for at the very end",
      100,
      {
        ledger_blockers: "gone",
        note: "gone",
        ledger_summary: "clipped",
        ledger_reviewer_issues: "clipped",
        ledger_required_fixes: "clipped",
      },
    ],
  ])("%s", (_, characters, expected) => {
    expect(kinds(characters)).toEqual({ ...whole, ...expected })
  })

  it("drops of what it does not know the last first, and says that it was compacted", () => {
    const given = { task_id: "task-7", first: long("first"), last: long("last"), count: 7 }
    const shown = parsed(pruned(given, 1_500).json)
    expect(Object.entries(shown).map(([key, value]) => [key, kind(value)])).toEqual([
      ["task_id", "whole"],
      ["first", "whole"],
      ["last", "gone"],
      ["count", "whole"],
      ["compaction_applied", "whole"],
    ])
    expect(shown["compaction_applied"]).toBe(true)
  })

  it("has no item that is empty, once space is normalised", () => {
    const given = { task_id: "task-7", ledger_blockers: [" a \n b ", "\n", ""], note: " " }
    const { json } = pruned(given, 0)
    expect(parsed(json)).toMatchObject({ ledger_blockers: ["a b"] })
    expect(json).not.toContain("note")
  })

  it("clips a string no further than needed, and not below 240 characters", () => {
    const { json, dropped } = prune(2_200)
    expect(json.length).toBeLessThanOrEqual(2_200)
    expect(json.length).toBeGreaterThan(2_100)
    const least = parsed(prune(0).json)["ledger_summary"]
    const kept = String(least).replace(/ \[compacted[^\]]+\] /, "")
    expect(kept).toHaveLength(240)
    expect(handlesIn(json)).toEqual(dropped.map(({ handle }) => handle))
  })

  it("normalises whitespace before anything goes", () => {
    expect(parsed(prune(4_043).json)["spaced"]).toBe("a b")
    expect(kinds(4_043)).toEqual(whole)
  })

  it("leaves what a review asks for whole where that is wanted", () => {
    const { json } = prune(0, false)
    expect(parsed(json)["ledger_required_fixes"]).toEqual(numbered(6, 100))
  })

  it("does not put a placeholder for what is shorter than one", () => {
    expect(parsed(prune(0).json)["ledger_stalled_count"]).toBe(2)
  })
})
