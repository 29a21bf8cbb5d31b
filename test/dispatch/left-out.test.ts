import { describe, expect, it } from "vitest"
import { compileDispatch } from "../../src/dispatch/prompt/compile-dispatch.ts"
import type { DroppedSection } from "../../src/dispatch/prompt/dropped-section.ts"
import {
  CONSTRAINTS_TITLE,
  EMERGENCY_BANNER,
  GOAL_TITLE,
  REST_TITLE,
} from "../../src/dispatch/prompt/prompt-texts.ts"
import { pruneDelta } from "../../src/dispatch/prompt/prune-delta.ts"
import type { DeltaPacket } from "../../src/dispatch/prompt/dispatch-prompt.ts"
import { digest } from "../../src/host/digest.ts"
import { asRecord } from "../../src/session/is-record.ts"
import { compiled, compileInput, numbered } from "../builders/dispatch-prompt.ts"

const PLACEHOLDER =
  / ?\[compacted: [^\n[\]]+, \d+ chars, sha256:[0-9a-f]{8}; recall [0-9a-f]{8}\] ?/g
const OURS = [EMERGENCY_BANNER, GOAL_TITLE, CONSTRAINTS_TITLE, REST_TITLE]

/** How often each word stands in these texts, marks of cuts not counted. */
const words = (...texts: readonly string[]): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>()
  for (const word of texts.join("\n").replaceAll("…", "").split(/\s+/))
    if (word !== "") counts.set(word, (counts.get(word) ?? 0) + 1)
  return counts
}
/** A prompt without what was put around and into the task. */
const own = (text: string): string =>
  text
    .split("\n")
    .filter((line) => !OURS.includes(line))
    .join("\n")
    .replaceAll(PLACEHOLDER, " ")
const textsOf = (dropped: readonly DroppedSection[]): readonly string[] =>
  dropped.map(({ text }) => text)

/** Characters other than spaces and marks of cuts. */
const characters = (...texts: readonly string[]): number =>
  texts.join("").replaceAll(/[\s…]/g, "").length
const flat = (value: unknown): string => (Array.isArray(value) ? value.join("\n") : String(value))
const compiledTo = (lines: readonly string[]) =>
  compileDispatch(compileInput(lines.join("\n"), { frame: undefined, budget: 600 }))

const longText = (name: string): string => `${name} ${"word ".repeat(300)}`.trim()
const sections = ["parser", "lexer", "cache"].flatMap((name) => [
  `## The ${name}`,
  ...numbered(30, 90).map((line) => `${name} ${line}`),
  "You must keep the API.",
])
const task = ["Mend the parser.", "", ...sections].join("\n")

describe("what is shown of a task and what is said to be left out", () => {
  it.each([300, 600, 1_200, 2_000])(
    "are the task together at %i tokens, each word once",
    (budget) => {
      const { text, dropped, stage } = compiled(compileInput(task, { frame: undefined, budget }))
      expect(stage).toBe("stage_b_prompt")
      expect(words(own(text), ...textsOf(dropped))).toEqual(words(task))
    },
  )

  const paragraphs = Array.from({ length: 60 }, (_, index) => {
    const [one, other] = numbered(2 * index + 2, 80).slice(-2)
    return `${one}\n${other}`
  })
  const spaced = ["Mend the parser.", ...paragraphs].join("\n\n")

  it.each([300, 500, 900])(
    "stand as they stood, with their empty lines, at %i tokens",
    (budget) => {
      const { text, dropped } = compiled(compileInput(spaced, { frame: undefined, budget }))
      const [before = "", after = ""] = text.split(/\n\[compacted: .*\]\n/)
      expect(dropped).toHaveLength(1)
      expect(spaced.startsWith(`${before}\n`)).toBe(true)
      expect(spaced.endsWith(`\n${after}`)).toBe(true)
      expect(spaced).toContain(dropped[0]?.text)
    },
  )

  it("have a mark where a line goes on that is not shown whole, and nowhere else", () => {
    const long = Array.from({ length: 80 }, (_, index) => `Part ${index} says what is wanted.`)
    const whole = `Mend it.\n\n${long.join(" ")}`
    const { text, dropped } = compiled(compileInput(whole, { frame: undefined, budget: 300 }))
    const [before = "", after = ""] = text.split(/\n\[compacted: .*\]\n/)
    expect(before.endsWith(" …")).toBe(true)
    expect(text.split("…")).toHaveLength(2)
    expect(`${before.slice(0, -2)}${dropped[0]?.text}${after}`.replaceAll(/\s+/g, " ")).toBe(
      whole.replaceAll(/\s+/g, " "),
    )
  })

  it("are the task together at the last stage", () => {
    const whole = [
      task,
      ...["one", "two"].map((name) => `Never ${name}: ${"do this ".repeat(240)}`),
    ]
    const { text, dropped, stage } = compiled(
      compileInput(whole.join("\n"), { frame: undefined, budget: 900 }),
    )
    expect(stage).toBe("stage_c_fallback")
    expect(characters(own(text), ...textsOf(dropped))).toBe(characters(whole.join("")))
    expect(dropped.map(({ name }) => name)).toContain("middle of this line")
  })

  it.each([200, 400, 700])(
    "are each field of a delta context together at %i characters",
    (least) => {
      const delta: DeltaPacket = {
        task_id: "task-7",
        ledger_summary: longText("summary"),
        ledger_blockers: numbered(12, 90),
        ledger_required_fixes: numbered(12, 80),
        note: longText("note"),
      }
      const fits = (json: string): boolean => json.length <= least
      const { json, dropped } = pruneDelta({ delta, digest, fits, clipsReview: true })
      const shown = asRecord(JSON.parse(json))
      const left = (key: string): string => dropped.find(({ name }) => name === key)?.text ?? ""
      const fields = Object.keys(delta).map((key) => ({
        key,
        characters:
          characters(flat(shown[key]).replaceAll(PLACEHOLDER, " ")) + characters(left(key)),
      }))
      expect(fields).toEqual(
        Object.entries(delta).map(([key, value]) => ({ key, characters: characters(flat(value)) })),
      )
      expect(dropped.length).toBeGreaterThan(2)
    },
  )
})

describe("lines that are named as finding no room", () => {
  const rules = Array.from({ length: 200 }, (_, at) => `Rule ${at}: never change module ${at}.`)
  it("are those without which the others fit", () => {
    const result = compiledTo(rules)
    const unfit = new Set(result.ok ? [] : result.unfit)
    expect(unfit.size).toBeGreaterThan(100)
    const others = rules.filter((rule) => !unfit.has(rule))
    expect(compiledTo(others).ok).toBe(true)
    // Lines are measured one by one, which comes to a little more than all of them together.
    expect(compiledTo(rules.slice(0, 1.3 * others.length)).ok).toBe(false)
  })
})

describe("a compacted prompt for an agent that cannot recall", () => {
  it.each([300, 1_200])("has no handle, and says the same besides, at %i tokens", (budget) => {
    const input = compileInput(task, { frame: undefined, budget })
    const [usual, without] = [compiled(input), compiled({ ...input, lacksRecall: true })]
    expect(usual.text).toContain("; recall ")
    expect(without.text).not.toMatch(/\brecall\b/)
    expect(without.text).toContain("; not kept]")
    expect(own(without.text.replaceAll("not kept]", "recall 00000000]"))).toBe(own(usual.text))
    expect(without.tokensAfter).toBe(input.count(without.text))
  })
})
