import { describe, expect, it } from "vitest"
import { compileDispatch } from "../../src/dispatch/prompt/compile-dispatch.ts"
import type { CompileInput } from "../../src/dispatch/prompt/compile-dispatch.ts"
import { EMERGENCY_BANNER } from "../../src/dispatch/prompt/prompt-texts.ts"
import { digest } from "../../src/host/digest.ts"
import { PLACEHOLDER_PATTERN } from "../../src/session/texts.ts"
import {
  compiled,
  compileInput,
  CONTRACT,
  frame,
  handlesIn,
  numbered,
  quarter,
} from "../builders/dispatch-prompt.ts"

const BINDING = [
  "Branch: feature/parser-7, never main.",
  "Work in the worktree ../parser-7.",
  "You must not change the public API.",
  "Return JSON as the output contract says.",
]
const task = [
  "Mend the parser so that it reads empty files.",
  "",
  ...BINDING,
  ...numbered(400, 80),
].join("\n")
const delta = {
  task_id: "task-7",
  ledger_summary: "the lexer was rewritten ".repeat(40).trim(),
  ledger_blockers: numbered(12, 90),
}
const longBinding = Array.from({ length: 6 }, (_, at) => `Never ${at}: ${"do this ".repeat(240)}`)

/** An input that ends at each stage. */
const AT: Record<string, CompileInput> = {
  none: compileInput(task, { budget: 20_000 }),
  stage_a_prune: compileInput(task, { budget: 8_500, frame: frame({ delta }) }),
  stage_b_prompt: compileInput(task, { budget: 2_000, frame: frame({ delta }) }),
  stage_c_fallback: compileInput([task, ...longBinding].join("\n"), { budget: 1_500 }),
  stage_c_llm: compileInput(task, {
    budget: 900,
    settings: { auto: true, prune: true, compact: false },
    rewritten: "Make the parser read empty files.",
  }),
}

const rows = Object.entries(AT).map(([stage, input]) => ({ stage, input }))

describe.each(rows)("a prompt that ends at $stage", ({ stage, input }) => {
  const result = compiled(input)

  it("comes out of that stage within its budget, and the trace never grows", () => {
    expect(result.stage).toBe(stage)
    expect(result.tokensAfter).toBe(quarter(result.text))
    expect(result.tokensAfter).toBeLessThanOrEqual(input.budget)
    const sizes = result.trace.map(({ tokens }) => tokens)
    expect(sizes).toEqual(sizes.toSorted((a, b) => b - a))
    expect(result.trace[0]).toEqual({ stage: "initial", tokens: result.tokensBefore })
  })

  it("has the same bytes each time", () => {
    const all = Array.from({ length: 5 }, () => compileDispatch(input))
    expect(new Set(all.map((one) => JSON.stringify(one))).size).toBe(1)
  })

  it("keeps contract, task id and the lines that bind to a branch", () => {
    const lines = result.text.split("\n")
    expect(result.text).toContain(CONTRACT)
    expect(lines).toContain("Task ID: task-7")
    expect(lines).toContain("Max output tokens: 800")
    expect(BINDING.filter((line) => !lines.includes(line))).toEqual([])
  })

  it("starts with what is the same for every task of the role", () => {
    const other = compiled(compileInput("Another task.", { frame: frame({ taskID: "task-8" }) }))
    expect(result.stablePrefixHash).toBe(other.stablePrefixHash)
    const [stable = ""] = result.text.split("\n\n")
    expect(digest(stable)).toBe(result.stablePrefixHash)
    expect(result.fullPromptHash).toBe(digest(`${stable}:${result.text.slice(stable.length + 2)}`))
  })

  it("has a placeholder for each text that was left out, under the handle of that text", () => {
    expect(handlesIn(result.text)).toEqual(result.dropped.map(({ handle }) => handle))
    expect(result.dropped.map(({ text }) => digest(text).slice(0, 8))).toEqual(
      result.dropped.map(({ handle }) => handle),
    )
  })
})

it("a prompt goes through the stages in their order", () => {
  const stages = (at: string): readonly string[] =>
    compiled(AT[at] ?? compileInput("")).trace.map(({ stage }) => stage)
  expect(Object.keys(AT).map(stages)).toEqual([
    ["initial"],
    ["initial", "stage_a_prune"],
    ["initial", "stage_a_prune", "stage_b_prompt"],
    ["initial", "stage_a_prune", "stage_b_prompt", "stage_c_fallback"],
    ["initial", "stage_a_prune", "stage_c_llm"],
  ])
})

it("a prompt is as it was written at its budget, and compacted one token above it", () => {
  const { tokensBefore } = compiled(compileInput(task, { budget: 20_000 }))
  expect(compiled(compileInput(task, { budget: tokensBefore })).stage).toBe("none")
  expect(compiled(compileInput(task, { budget: tokensBefore - 1 })).stage).toBe("stage_b_prompt")
})

it("a prompt above its budget is compacted down to the target, one below it not at all", () => {
  const { tokensBefore } = compiled(compileInput(task, { budget: 20_000 }))
  expect(compiled(compileInput(task, { budget: tokensBefore, target: 2_000 })).stage).toBe("none")
  const result = compiled(compileInput(task, { budget: 4_000, target: 2_000 }))
  expect(result.tokensAfter).toBeLessThanOrEqual(2_000)
  expect(result.tokensAfter).toBeGreaterThan(1_900)
})

it("a prompt goes above a target that its binding lines cannot meet, up to the budget", () => {
  const rules = Array.from({ length: 40 }, (_, at) => `Rule ${at}: never change module ${at}.`)
  const text = [...rules, ...numbered(400, 80)].join("\n")
  const result = compiled(compileInput(text, { budget: 1_000, target: 300 }))
  expect(rules.filter((rule) => !result.text.split("\n").includes(rule))).toEqual([])
  expect(result.stage).toBe("stage_b_prompt")
})

it("a refusal names what does not fit, even clipped", () => {
  const rules = Array.from({ length: 200 }, (_, at) => `Rule ${at}: never change module ${at}.`)
  const result = compileDispatch(compileInput(rules.join("\n"), { budget: 600 }))
  const unfit = result.ok ? [] : result.unfit
  expect(result).toMatchObject({ ok: false, stage: "stage_c_fallback", budget: 600 })
  expect(unfit).toEqual(rules.slice(-unfit.length))
  expect(unfit.length).toBeGreaterThan(100)
})

it("a refusal names contract and task id where not even these fit", () => {
  expect(compileDispatch(compileInput("Mend it.", { budget: 60 }))).toMatchObject({
    ok: false,
    unfit: ["the result contract", "the task id"],
  })
})

it("compaction counts no text twice, and where nothing fits little more than the prompt and its lines", () => {
  const rules = Array.from({ length: 2_000 }, (_, at) => `Rule ${at}: never change module ${at}.`)
  const counted: string[] = []
  const input = compileInput(rules.join("\n"), {
    budget: 9_000,
    target: 6_000,
    frame: frame({ delta }),
    count: (text) => {
      counted.push(text)
      return quarter(text)
    },
  })
  const result = compileDispatch(input)
  const characters = counted.reduce((sum, { length }) => sum + length, 0)
  expect(result.ok).toBe(false)
  expect(new Set(counted).size).toBe(counted.length)
  expect(characters).toBeLessThan(6 * input.prompt.task.length)
})

const plain = (text: string, budget: number): CompileInput =>
  compileInput(text, { frame: undefined, budget })

describe("a prompt without a role", () => {
  it("is its own text while it fits", () => {
    expect(compiled(plain("  Mend it.\r\n\n\n", 100)).text).toBe("  Mend it.\r\n\n\n")
  })

  it("is compacted without anything around it", () => {
    const result = compiled(plain(task, 1_000))
    const [first, ...others] = result.text.split("\n")
    expect(first).toBe("Mend the parser so that it reads empty files.")
    expect(result.trace.map(({ stage }) => stage)).toEqual(["initial", "stage_b_prompt"])
    const lines = new Set(task.split("\n"))
    const added = others.filter((line) => !lines.has(line))
    expect(added).toEqual(added.filter((line) => PLACEHOLDER_PATTERN.test(line)))
    expect(added).toHaveLength(1)
  })
})

describe("words of the user's for the last stage", () => {
  const override = "Essentials only."
  const at = (stage: string): string =>
    compiled({ ...(AT[stage] ?? compileInput("")), compactionPromptOverride: override }).text

  it("stand in the place of the banner there, and nowhere else", () => {
    expect(
      Object.keys(AT).map((stage) => [
        at(stage).includes(override),
        at(stage).includes(EMERGENCY_BANNER),
      ]),
    ).toEqual([
      [false, false],
      [false, false],
      [false, false],
      [true, false],
      [true, false],
    ])
  })

  it("cannot push out what binds", () => {
    const input = { ...(AT["stage_c_fallback"] ?? compileInput("")) }
    const { text } = compiled({ ...input, compactionPromptOverride: "long ".repeat(2_000) })
    expect(BINDING.filter((line) => !text.split("\n").includes(line))).toEqual([])
    expect(text).toContain(EMERGENCY_BANNER)
  })
})

it("lines of the user's for compaction stand where there is room, below what binds", () => {
  const input = {
    ...(AT["stage_b_prompt"] ?? compileInput("")),
    compactionContext: ["Keep\npaths."],
  }
  expect(compiled(input).text.split("\n")).toContain("Context: Keep paths.")
  expect(compiled({ ...input, budget: 20_000 }).text).not.toContain("Keep paths.")
})

describe("a task that a model has rewritten", () => {
  const llm = AT["stage_c_llm"] ?? compileInput("")

  it("stands beside every binding line, and the whole task can be recalled", () => {
    const { text, dropped } = compiled(llm)
    expect(text.split("\n").filter((line) => BINDING.includes(line))).toEqual(BINDING)
    expect(text).toContain("\nMake the parser read empty files.\n")
    expect(dropped.map(({ name, text: left }) => [name, left === task])).toEqual([["task", true]])
  })

  it("stands beside long binding lines that are clipped where they do not fit", () => {
    const input = {
      ...compileInput([task, ...longBinding].join("\n"), { budget: 1_500, target: 1_200 }),
      rewritten: "Make the parser read empty files.",
    }
    expect(compiled({ ...input, rewritten: "" }).stage).toBe("stage_c_fallback")
    const { text, stage, tokensAfter, dropped } = compiled(input)
    const lines = text.split("\n")
    expect(stage).toBe("stage_c_llm")
    expect(text).toContain("\nMake the parser read empty files.\n")
    expect(lines.filter((line) => BINDING.includes(line))).toEqual(BINDING)
    expect(
      lines.filter((line) => line.startsWith("Never ")).map((line) => line.slice(0, 9)),
    ).toEqual(longBinding.map((line) => line.slice(0, 9)))
    expect(handlesIn(text)).toEqual(dropped.map(({ handle }) => handle))
    expect(dropped.map(({ name }) => name)).toEqual([
      ...longBinding.map(() => "middle of this line"),
      "task",
    ])
    expect(tokensAfter).toBeLessThanOrEqual(1_200)
    expect(tokensAfter).toBeGreaterThan(1_000)
  })

  it("is used above the target as well, where it fits the budget", () => {
    const input = { ...llm, target: 300, rewritten: "word ".repeat(400) }
    const { stage, tokensAfter } = compiled(input)
    expect([stage, tokensAfter > 300]).toEqual(["stage_c_llm", true])
  })

  it("is not told again what it says itself", () => {
    const { text } = compiled({ ...llm, rewritten: `Read empty files.\n${BINDING[0]}` })
    expect(text.split("\n").filter((line) => line === BINDING[0])).toHaveLength(1)
  })

  it.each([
    ["is empty", " \n"],
    ["does not fit", "word ".repeat(2_000)],
  ])("is not used where it %s", (_, rewritten) => {
    expect(compiled({ ...llm, rewritten }).stage).toBe("stage_c_fallback")
  })

  it("is not used where the prompt fits without", () => {
    const { settings: _, ...rest } = llm
    const settings = { auto: true, prune: true, compact: true }
    expect(compiled({ ...rest, settings }).stage).toBe("stage_b_prompt")
  })
})

it("a prompt of very many short lines is filled to nearly all of its budget in a few rounds", () => {
  let digests = 0
  const input = compileInput("a\n".repeat(25_000), { budget: 4_000 })
  const result = compiled({
    ...input,
    digest: (text) => {
      digests++
      return digest(text)
    },
  })
  expect(result.tokensAfter).toBeGreaterThanOrEqual(0.97 * 4_000)
  // One for each round that leaves something out, and two for the prompt.
  expect(digests).toBeLessThanOrEqual(6)
})
