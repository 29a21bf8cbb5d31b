import { describe, expect, it } from "vitest"
import { compileDispatch } from "../../src/dispatch/prompt/compile-dispatch.ts"
import { resolveDispatchBudget } from "../../src/dispatch/prompt/dispatch-budget.ts"
import { budgetInvalid } from "../../src/dispatch/prompt/prompt-texts.ts"
import { compiled, compileInput, frame, handlesIn, numbered } from "../builders/dispatch-prompt.ts"

/** The caps of the system that these figures were measured with, tokens. */
const CAPS = { implementer: 4_800, reviewer: 4_000 } as const

const budgetOf = (role: keyof typeof CAPS, maxOutputTokens: number): number => {
  const resolved = resolveDispatchBudget({ cap: CAPS[role], maxOutputTokens })
  return resolved.ok ? resolved.budget : 0
}

const MUST = "You MUST keep every exported name of the parser as it is, always!!"
const repeated = ["Mend the parser.", ...Array.from({ length: 1_200 }, () => MUST)].join("\n")
const manyLines = numbered(2_000, 58)
const reviewer = frame({ role: "reviewer", maxOutputTokens: 1_200 })
const longLines = Array.from({ length: 10 }, (_, index) =>
  `MUST ${index} ${"keep the shape of it ".repeat(194)}`.trimEnd(),
)

describe("a prompt over its budget is compacted to nearly all of it", () => {
  it.each([
    {
      name: "the same line 1200 times, implementer",
      input: compileInput(repeated, { budget: budgetOf("implementer", 800) }),
      expected: { budget: 4_000, before: 19_961, stage: "stage_b_prompt" },
    },
    {
      name: "the same line 1200 times, reviewer",
      input: compileInput(repeated, { frame: reviewer, budget: budgetOf("reviewer", 1_200) }),
      expected: { budget: 2_800, before: 19_958, stage: "stage_b_prompt" },
    },
    {
      name: "2000 lines that differ",
      input: compileInput(manyLines.join("\n"), { budget: budgetOf("implementer", 800) }),
      expected: { budget: 4_000, before: 29_885, stage: "stage_b_prompt" },
    },
    {
      name: "one line of 20 000 characters",
      input: compileInput("x".repeat(20_000), { budget: budgetOf("implementer", 800) }),
      expected: { budget: 4_000, before: 5_170, stage: "stage_b_prompt" },
    },
    {
      name: "a summary of 4000 characters that is just too much",
      input: compileInput("mend it\n".repeat(1_822), {
        budget: budgetOf("implementer", 800),
        frame: frame({ delta: { task_id: "task-7", ledger_summary: "done so ".repeat(500) } }),
      }),
      expected: { budget: 4_000, before: 4_787, stage: "stage_a_prune" },
    },
    {
      name: "40 lines of 1.5 kB with words of the user's for the last stage",
      input: compileInput(numbered(40, 1_500).join("\n"), {
        budget: budgetOf("implementer", 800),
        compactionPromptOverride: "Keep it short.",
      }),
      expected: { budget: 4_000, before: 15_244, stage: "stage_b_prompt" },
    },
  ])("$name", ({ input, expected }) => {
    const { budget, stage, tokensBefore, tokensAfter, text } = compiled(input)
    const deviation = Math.abs(tokensBefore - expected.before) / expected.before

    expect({ budget, stage, isNear: deviation < 0.03 }).toEqual({
      budget: expected.budget,
      stage: expected.stage,
      isNear: true,
    })
    expect(input.count(text)).toBe(tokensAfter)
    expect(tokensAfter).toBeLessThanOrEqual(budget)
    expect(tokensAfter).toBeGreaterThanOrEqual(0.8 * budget)
  })
})

it("a prompt keeps its binding line among 1200 repetitions, and names what was left out", () => {
  const { text, dropped } = compiled(compileInput(repeated))

  expect(text).toContain(`\n${MUST}\n`)
  expect(handlesIn(text)).toEqual(dropped.map(({ handle }) => handle))
  expect(dropped.map(({ name }) => name)).toEqual(["task"])
})

it("the same prompt is refused where compaction is off", () => {
  const result = compileDispatch(
    compileInput(repeated, { settings: { auto: false, prune: true, compact: true } }),
  )
  const { tokensBefore } = result

  expect(result).toEqual({
    ok: false,
    code: "dispatch_prompt_overflow_terminal",
    unfit: ["the prompt as it is, and compaction is off (option auto)"],
    budget: 4_000,
    tokensBefore,
    tokensAfter: tokensBefore,
    trace: [{ stage: "initial", tokens: tokensBefore }],
    stage: "none",
    stablePrefixHash: result.stablePrefixHash,
  })
  expect(Math.abs(tokensBefore - 19_965)).toBeLessThan(0.03 * 19_965)
})

it("a small prompt is sent as it is, with little around it", () => {
  const result = compiled(compileInput("Mend the parser so that it reads empty files."))

  expect(result.stage).toBe("none")
  expect(result.dropped).toEqual([])
  expect(result.trace).toEqual([{ stage: "initial", tokens: result.tokensBefore }])
  expect(result.tokensBefore).toBeLessThanOrEqual(160)
})

it("clips ten binding lines of 4 kB, and each stands in some form with a handle", () => {
  const result = compiled(compileInput(["Mend the parser.", "", ...longLines].join("\n")))
  const lines = result.text.split("\n")
  const clipped = lines.filter((line) => line.startsWith("MUST "))

  expect(result.stage).toBe("stage_c_fallback")
  expect(clipped.map((line) => line.slice(0, 27))).toEqual(
    longLines.map((line) => line.slice(0, 27)),
  )
  expect(clipped.flatMap(handlesIn)).toEqual(result.dropped.map(({ handle }) => handle))
  expect(result.dropped).toHaveLength(10)
  expect(result.tokensAfter).toBeLessThanOrEqual(4_000)
  expect(result.tokensAfter).toBeGreaterThanOrEqual(3_200)
})

it("calls a reserve that leaves nothing a wrong setting, not an overflow", () => {
  const resolved = resolveDispatchBudget({ cap: CAPS.implementer, maxOutputTokens: 9_999 })

  expect(resolved).toEqual({
    ok: false,
    code: "dispatch_budget_invalid",
    cap: 4_800,
    reserve: 9_999,
  })
  expect(budgetInvalid({ cap: 4_800, reserve: 9_999, role: "implementer" })).toBe(
    "dispatch_budget_invalid: nothing was dispatched. Of 4800 input tokens for implementer, 9999 are reserved for its answer, which leaves none for the prompt. " +
      "Raise dispatch.roles.implementer.maxInputTokens or lower dispatch.maxOutputTokens.",
  )
})

it.each([
  ["implementer", 1_200, 3_600],
  ["implementer", 800, 4_000],
  ["reviewer", 1_200, 2_800],
] as const)(
  "a prompt to the %s has, beside an answer of %d tokens, a budget of %d",
  (role, output, budget) => {
    expect(resolveDispatchBudget({ cap: CAPS[role], maxOutputTokens: output })).toEqual({
      ok: true,
      budget,
    })
  },
)

it.each([
  [4_800, 4_799, { ok: true, budget: 1 }],
  [4_800, 4_800, { ok: false, code: "dispatch_budget_invalid", cap: 4_800, reserve: 4_800 }],
  [4_800.9, 0.2, { ok: true, budget: 4_799 }],
])(
  "the budget of %d tokens with a reserve of %d is whole, or none",
  (cap, maxOutputTokens, expected) => {
    expect(resolveDispatchBudget({ cap, maxOutputTokens })).toEqual(expected)
  },
)

it.each([850, 4_000])("a prompt keeps 24 of 24 binding lines among 2000 at %d tokens", (budget) => {
  const rules = Array.from({ length: 24 }, (_, index) => `Module ${index} MUST keep rule ${index}.`)
  const lines = numbered(2_000, 60).map((line, index) =>
    index % 83 === 7 ? (rules[Math.floor(index / 83)] ?? line) : line,
  )
  const { text, stage } = compiled(compileInput(lines.join("\n"), { budget }))
  const standing = new Set(text.split("\n"))

  expect(rules.filter((rule) => lines.includes(rule))).toEqual(rules)
  expect(rules.filter((rule) => !standing.has(rule))).toEqual([])
  expect(stage).toBe("stage_b_prompt")
})
