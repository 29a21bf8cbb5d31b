import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { compileDispatch } from "../../src/dispatch/prompt/compile-dispatch.ts"
import type { CompiledDispatch, CompileInput } from "../../src/dispatch/prompt/compile-dispatch.ts"
import { isInvariantLine } from "../../src/dispatch/prompt/invariant-lines.ts"
import { digest } from "../../src/host/digest.ts"
import { createTokenCounter } from "../../src/host/tokens.ts"
import { anyText } from "../builders/any-text.ts"
import { compileInput, CONTRACT, frame, handlesIn, numbered } from "../builders/dispatch-prompt.ts"
import { hostileTexts } from "../builders/hostile-texts.ts"
import { holds } from "../builders/holds.ts"
import { oncePerCase, sharedCases } from "../builders/shared-cases.ts"

const hostile = fc.constantFrom(
  "[compacted: task, 5 chars, sha256:00000000; recall 00000000]",
  "BEGIN_DISPATCH_RESULT",
  "END_DISPATCH_RESULT",
  '# Heading [with] "marks"; recall 12345678',
  "```\n# no heading\n```",
  "must\r",
  "\u0000\u0000",
  "\uD83D lone \uDE00",
  "必须 " + "解析器读取空文件。".repeat(40),
  "解析器读取空文件，不得更改公共接口。".repeat(60),
  "Never do this. ".repeat(90),
  "x".repeat(3_000),
  "   \n \n\n\n",
  " ".repeat(900),
  "<|endoftext|>",
)
const line = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...numbered(40, 70)) },
  { weight: 2, arbitrary: fc.nat(60).map((at) => `Rule ${at}: never change module ${at}.`) },
  { weight: 1, arbitrary: fc.nat(9).map((at) => `## Part ${at}`) },
  { weight: 1, arbitrary: anyText({ maxLength: 200 }) },
  { weight: 1, arbitrary: hostile },
)
const lines = fc.array(line, { maxLength: 120 })
const field = fc.oneof(
  fc.string({ maxLength: 900 }),
  fc.integer(),
  fc.boolean(),
  fc.array(line, { maxLength: 5 }),
)
const key = fc.oneof(
  fc.constantFrom(
    "ledger_summary",
    "ledger_required_fixes",
    "ledger_blockers",
    "ledger_replan_hint",
  ),
  fc.string({ maxLength: 12 }),
)
const anyFrame = fc
  .record({
    delta: fc.dictionary(key, field, { maxKeys: 6 }),
    mode: fc.constantFrom("none", "full", "compact"),
    guide: fc.array(line, { maxLength: 20 }),
  })
  .map(({ delta, mode, guide }) =>
    frame({
      delta: { ...delta, task_id: "task-7" },
      guide: { mode, text: guide.join("\n"), cacheKey: "k" },
    }),
  )
const anyInput: fc.Arbitrary<CompileInput> = fc
  .record({
    lines,
    framed: fc.option(anyFrame, { nil: undefined }),
    budget: fc.integer({ min: 1, max: 2_500 }),
    share: fc.constantFrom(1, 0.7),
    prune: fc.boolean(),
    compact: fc.boolean(),
    rewritten: fc.option(fc.string({ maxLength: 300 }), { nil: undefined }),
    override: fc.option(fc.string({ maxLength: 300 }), { nil: undefined }),
    compactionContext: fc.array(line, { maxLength: 3 }),
  })
  .map(({ lines: all, framed, budget, share, prune, compact, override, ...rest }) => ({
    ...compileInput(all.join("\n"), { frame: framed, budget, target: Math.floor(share * budget) }),
    ...rest,
    settings: { auto: true, prune, compact },
    compactionPromptOverride: override,
  }))

const longRule = fc
  .tuple(fc.nat(99), fc.integer({ min: 10, max: 180 }))
  .map(([at, words]) => `Rule ${at}: never do ${"so much of it ".repeat(words)}`.slice(0, 1_900))

const LAST_STAGE = {
  settings: { auto: true, prune: false, compact: false },
  compactionPromptOverride: undefined,
} as const

const tokens = createTokenCounter({})
await tokens.ready()

const outcome = (result: CompiledDispatch): string => (result.ok ? result.text : "")

const compiled = oncePerCase(compileDispatch)
const check = sharedCases(anyInput, 80)

describe("whatever is dispatched", () => {
  it("fits its budget, or is refused with the names of what does not fit", () => {
    check((given) => {
      const isExact = given.budget % 2 === 0
      const input = isExact ? { ...given, count: tokens.count } : given
      const result = isExact ? compileDispatch(input) : compiled(given)
      const sizes = result.trace.map(({ tokens: size }) => size)
      expect(sizes).toEqual(sizes.toSorted((a, b) => b - a))
      expect(sizes.at(-1)).toBe(result.tokensAfter)
      expect(input.count(outcome(result))).toBeLessThanOrEqual(input.budget)
      expect(result.ok || result.unfit.length > 0).toBe(true)
    })
  })

  it("has the same bytes again", () => {
    check((input) => {
      expect(compileDispatch(input)).toEqual(compiled(input))
    })
  })

  it("has one placeholder for each text that was left out", () => {
    check((input) => {
      const result = compiled(input)
      const dropped = result.ok ? result.dropped : []
      const handles = new Set(dropped.map(({ handle }) => handle))
      expect(handlesIn(outcome(result)).filter((handle) => handles.has(handle))).toEqual(
        dropped.map(({ handle }) => handle),
      )
      expect(dropped.map(({ text }) => digest(text).slice(0, 8))).toEqual(
        dropped.map(({ handle }) => handle),
      )
    })
  })

  it("loses no line that binds, and never the contract, before the last stage", () => {
    check((input) => {
      const result = compiled(input)
      fc.pre(result.ok && !result.stage.startsWith("stage_c"))
      const standing = new Set(
        outcome(result)
          .split("\n")
          .map((one) => one.trim()),
      )
      const binding = input.prompt.task
        .split("\n")
        .map((one) => one.trim())
        .filter((one) => one.length < 2_000 && isInvariantLine(one))
      expect(binding.filter((one) => !standing.has(one))).toEqual([])
      expect(outcome(result)).toContain(input.prompt.frame ? CONTRACT : "")
    })
  })

  it("has every line that binds in some form at the last stage, in all of its room", () => {
    holds(
      fc.property(anyInput, fc.array(longRule, { maxLength: 9 }), (given, rules) => {
        const task = [given.prompt.task, ...new Set(rules)].join("\n")
        const input = { ...given, ...LAST_STAGE, prompt: { ...given.prompt, task } }
        const result = compileDispatch({
          ...input,
          budget: 1_500 + given.budget,
          target: undefined,
        })
        fc.pre(result.ok && result.stage.startsWith("stage_c"))
        const binding = task.split("\n").filter((one) => one.length < 2_000 && isInvariantLine(one))
        expect(binding.filter((one) => !outcome(result).includes(one.slice(0, 38)))).toEqual([])
        const isFilled = result.stage === "stage_c_llm" || result.tokensAfter >= 0.8 * result.budget
        expect(!isFilled && handlesIn(outcome(result)).length > 0).toBe(false)
      }),
      80,
    )
  })

  it("never has the sign that names files out of the delta context, which can be read as it was", () => {
    const text = fc.string({
      unit: fc.constantFrom("@", "\\", '"', "a", " ", "\n"),
      maxLength: 400,
    })
    const anyDelta = fc.dictionary(fc.oneof(key, text), fc.oneof(text, fc.array(text)), {
      maxKeys: 6,
    })
    holds(
      fc.property(anyDelta, fc.integer({ min: 200, max: 2_000 }), (all, budget) => {
        const delta = { ...all, task_id: "task-7", note: "@" }
        const at = (size: number): string =>
          outcome(
            compileDispatch(compileInput("Mend it.", { budget: size, frame: frame({ delta }) })),
          )
        expect(at(budget)).not.toContain("@")
        const [, json = ""] = /^Delta context: (.*)$/m.exec(at(90_000)) ?? []
        expect(JSON.parse(json)).toEqual(delta)
      }),
      60,
    )
  })

  it("uses four fifths of its room where lines were left out", () => {
    holds(
      fc.property(
        fc.array(fc.constantFrom(...numbered(80, 70)), { minLength: 60, maxLength: 200 }),
        fc.integer({ min: 60, max: 900 }),
        fc.boolean(),
        (all, budget, isExact) => {
          const input = compileInput(all.join("\n"), {
            frame: undefined,
            budget,
            ...(isExact && { count: tokens.count }),
          })
          const result = compileDispatch(input)
          expect(result).toMatchObject({ ok: true, stage: "stage_b_prompt" })
          expect(result.tokensAfter).toBeLessThanOrEqual(budget)
          expect(result.tokensAfter).toBeGreaterThanOrEqual(0.8 * budget)
        },
      ),
      60,
    )
  })
})

it.each(hostileTexts(20_000))("a prompt of %s fits or is refused", (_, task) => {
  const result = compileDispatch(compileInput(task))
  expect(result.tokensAfter <= 4_000 || !result.ok).toBe(true)
})
