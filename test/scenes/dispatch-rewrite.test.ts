import { expect, it } from "vitest"
import { dispatch, openDispatchScene, promptOf, stateOf } from "./dispatch-scene.ts"

const rules = Array.from(
  { length: 10 },
  (_, index) =>
    `- You must keep rule ${index} of the parser, ${"whatever else is said about it, ".repeat(14)}see src/rules/r${index}.ts`,
)
const prompt = ["Task ID: 7", "Make the parser handle comments.", ...rules].join("\n")
const filler = Array.from({ length: 400 }, (_, index) => `Note ${index} of the parser.`).join("\n")
const roles = { implementer: { agents: ["coder"], maxInputTokens: 1_600 } }

it("a task whose rules alone are over the budget is shortened by a model that can read it, and every rule stands", async () => {
  const scene = await openDispatchScene({
    plugin: {
      summarize: { enabled: true, model: "scripted/writer" },
      dispatch: { roles, maxOutputTokens: 400 },
    },
    model: {
      limits: { writer: { context: 6_000, output: 1_000 } },
      summary: () => ({ text: "Let src/parser.ts handle comments, briefly put." }),
    },
    orchestrator: [
      dispatch({ agent: "coder", prompt }),
      // More than the model can read is not sent to it.
      dispatch({ agent: "coder", prompt: `${prompt}\n${filler}` }),
    ],
    subAgent: () => ({ text: "It is done." }),
  })
  const served = await scene.serve()
  const session = await served.createSession()
  await served.ask(session, "Have it done.")

  const asked = scene.model.requests.filter(({ model }) => model === "writer")
  expect(asked.map(({ toolNames }) => toolNames)).toEqual([[]])
  const [first = "", second = ""] = scene.ofChildren().map(promptOf)
  expect(first).toContain("Let src/parser.ts handle comments, briefly put.")
  expect(second).not.toContain("briefly put")
  for (const given of [first, second])
    for (const index of rules.keys()) expect(given).toContain(`You must keep rule ${index} of`)
  await expect
    .poll(() => stateOf(served, session))
    .toMatchObject({
      dispatches: { compaction_stage_distribution: { stage_c_llm: 1, stage_c_fallback: 1 } },
    })
  expect(scene.tooLarge()).toEqual([])
})
