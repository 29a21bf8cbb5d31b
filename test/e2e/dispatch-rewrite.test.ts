import { expect, it } from "vitest"
import { dispatch, openDispatchScene, promptOf, stateOf } from "./dispatch-scene.ts"

const rules = Array.from(
  { length: 10 },
  (_, index) =>
    `- You must keep rule ${index} of the parser, ${"whatever else is said about it, ".repeat(14)}see src/rules/r${index}.ts`,
)
const prompt = ["Task ID: 7", "Make the parser handle comments.", ...rules].join("\n")
const roles = { implementer: { agents: ["coder"], maxInputTokens: 1_600 } }

const run = async (context: number) => {
  const scene = await openDispatchScene({
    options: {
      summarize: { enabled: true, model: "scripted/writer" },
      dispatch: { roles, maxOutputTokens: 400 },
    },
    models: { writer: { context, output: 1_000 } },
    rewritten: "Let src/parser.ts handle comments, briefly put.",
    orchestrator: [dispatch({ agent: "coder", prompt })],
    subAgent: () => ({ text: "It is done." }),
  })
  const session = await scene.open()
  await session.say("Have it done.")
  const asked = scene.model.requests.filter(({ model }) => model === "writer")
  const [child] = scene.ofChildren()
  return { scene, session, asked, given: child ? promptOf(child) : "" }
}

it("a task whose rules alone are over the budget is shortened by a model, and every rule stands in some form", async () => {
  const { scene, session, asked, given } = await run(32_000)
  expect(asked).toHaveLength(1)
  expect(asked[0]?.toolNames).toEqual([])
  expect(given).toContain("Let src/parser.ts handle comments, briefly put.")
  for (const index of rules.keys()) expect(given).toContain(`You must keep rule ${index} of`)
  await expect
    .poll(() => stateOf(session))
    .toMatchObject({ facts: { "dispatch_compaction_stage:implementer": "stage_c_llm" } })
  expect(scene.tooLarge()).toEqual([])
})

it("no model is asked that cannot read the task", async () => {
  const { session, asked, given } = await run(3_000)
  expect(asked).toEqual([])
  for (const index of rules.keys()) expect(given).toContain(`You must keep rule ${index} of`)
  await expect
    .poll(() => stateOf(session))
    .toMatchObject({ facts: { "dispatch_compaction_stage:implementer": "stage_c_fallback" } })
})
