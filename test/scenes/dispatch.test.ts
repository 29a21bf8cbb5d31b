import { beforeAll, expect, it } from "vitest"
import { createTokenCounter } from "../../src/host/tokens.ts"
import {
  block,
  dispatch,
  implemented,
  openDispatchScene,
  promptOf,
  resultOf,
  reviewed,
  stateOf,
  tooLong,
} from "./dispatch-scene.ts"

const { ready, count: tokensOf } = createTokenCounter({})
beforeAll(() => ready())

const guide = "Begin with the tests that are there.\nNever leave a test behind that fails."
const roles = {
  implementer: { agents: ["coder"], maxInputTokens: 2_000, guide },
  reviewer: { agents: ["critic"], maxInputTokens: 2_000 },
}
const plugin = { dispatch: { roles, maxOutputTokens: 800 } }

const constraints = Array.from(
  { length: 12 },
  (_, index) => `- You must keep rule ${index} of the parser, see src/rules/r${index}.ts`,
)
const filler = (lines: number): string =>
  Array.from({ length: lines }, (_, index) => `Note ${index}: the parser was looked at here.`).join(
    "\n",
  )
const long = [
  "Task ID: 7",
  "Make the parser of src/parser.ts handle comments.",
  filler(200),
  ...constraints,
  "- Work on branch feature/comments",
  filler(200),
].join("\n")

const prefix = (prompt: string): string => prompt.split("\n\n")[0] ?? ""
const handleIn = (text: string): string => /recall ([0-9a-f]{8})\]/.exec(text)?.[1] ?? ""

it("prompts to implementer and reviewer are compacted, and nothing that binds or was left out is lost", async () => {
  const scene = await openDispatchScene({
    plugin,
    orchestrator: [
      dispatch({ agent: "coder", prompt: long }),
      dispatch({ agent: "critic", prompt: long }),
      dispatch({ agent: "coder", prompt: "Task ID: 7\nDo what the review asks for." }),
      dispatch({ agent: "coder", prompt: tooLong }),
    ],
    subAgent: (request) => {
      if (promptOf(request).startsWith("Role: reviewer"))
        return { text: block(reviewed("7", "needs_changes")) }
      const handle = handleIn(promptOf(request))
      // What was left out of its prompt is there for the asking.
      if (handle !== "" && resultOf(request) === "")
        return { calls: [{ name: "recall", input: { handle } }] }
      return { text: `I did it.\n\n${block(implemented("7"))}` }
    },
  })
  const served = await scene.serve()
  const session = await served.createSession()
  await served.ask(session, "Have the parser handle comments.")

  const asked = scene.ofChildren().filter((request) => resultOf(request) === "")
  const [first = "", second = "", third = ""] = asked.map(promptOf)
  for (const prompt of [first, second]) {
    expect(
      [...constraints, "- Work on branch feature/comments"].filter(
        (line) => !prompt.includes(line),
      ),
    ).toEqual([])
    expect(prompt).toMatch(/^Task ID: 7$/m)
    expect(prompt).toMatch(/^BEGIN_DISPATCH_RESULT$/m)
    expect(prompt).toMatch(/^END_DISPATCH_RESULT$/m)
    expect(tokensOf(prompt)).toBeLessThanOrEqual(1_200)
    expect(tokensOf(prompt)).toBeGreaterThanOrEqual(0.8 * 1_200)
  }
  expect(prefix(third)).toBe(prefix(first))
  expect(prefix(second)).not.toBe(prefix(first))

  // The guide goes whole to the first, and as its binding lines to the next.
  expect(first).toContain("Guide (full,")
  expect(third).toContain("Guide (compact,")
  expect(third).toContain("Never leave a test behind that fails.")
  expect(third).not.toContain("Begin with the tests that are there.")
  expect(third).toContain("An empty file throws -> Return an empty list")

  const recalled =
    scene
      .ofChildren()
      .map(resultOf)
      .find((text) => text !== "") ?? ""
  const missing = long.split("\n").filter((line) => !first.includes(line))
  expect(missing.length).toBeGreaterThan(100)
  expect(missing.filter((line) => !recalled.includes(line))).toEqual([])

  // A prompt that cannot fit is a plain error, and the parent goes on.
  const last = resultOf(scene.ofParent().at(-1))
  expect(last).toContain("dispatch_prompt_overflow_terminal: nothing was dispatched")
  expect(last).toContain("- You must never break rule 63")
  expect(asked).toHaveLength(3)

  await expect
    .poll(() => stateOf(served, session))
    .toMatchObject({
      facts: {
        "dispatch_compacted:implementer": true,
        "dispatch_compacted:reviewer": true,
        "dispatch_compaction_stage:reviewer": "stage_b_prompt",
        "dispatch_compaction_stage:stage_b_prompt": true,
        "dispatch_prompt_token_budget:reviewer": 1_200,
        "dispatch_overflow_terminal:implementer": true,
      },
      dispatches: {
        dispatch_count: 3,
        compaction_count: 2,
        compaction_auto_count: 2,
        compaction_stage_distribution: { none: 1, stage_b_prompt: 2 },
        overflow_terminal_count: 1,
        approval_loops: 1,
      },
    })
  expect(scene.model.invalid).toEqual([])
})
