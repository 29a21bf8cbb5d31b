import { expect, it } from "vitest"
import {
  block,
  dispatch,
  implemented,
  openDispatchScene,
  promptOf,
  resultOf,
  reviewed,
} from "./dispatch-scene.ts"

const roles = {
  implementer: { agents: ["coder"], maxInputTokens: 2_000 },
  reviewer: { agents: ["critic"], maxInputTokens: 2_000 },
}
const options = { dispatch: { roles, maxOutputTokens: 800 } }

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

it("an orchestrator's prompts are compacted for implementer and reviewer, and results checked", async () => {
  const scene = await openDispatchScene({
    options,
    orchestrator: [
      dispatch({ agent: "coder", prompt: long }),
      dispatch({ agent: "critic", prompt: long }),
      dispatch({ agent: "coder", prompt: "Task ID: 7\nDo what the review asks for." }),
    ],
    subAgent: (request) =>
      promptOf(request).startsWith("Role: reviewer")
        ? { text: block(reviewed("7", "needs_changes")) }
        : { text: `I did it.\n\n${block(implemented("7"))}\nThat is all.` },
  })
  const session = await scene.open()
  await session.say("Have the parser handle comments.")

  const [first = "", second = "", third = ""] = scene.ofChildren().map(promptOf)
  for (const prompt of [first, second]) {
    for (const line of constraints) expect(prompt).toContain(line)
    expect(prompt).toContain("Work on branch feature/comments")
    expect(prompt).toContain("Task ID: 7")
    expect(prompt).toContain("BEGIN_DISPATCH_RESULT")
    expect(prompt).toMatch(/\[compacted: [^\]]+; recall [0-9a-f]{8}\]/)
  }
  console.log(first.slice(0, 1500), "\n=====\n", second.slice(0, 900), "\n=====\n", third)
  console.log(scene.ofParent().map(resultOf).join("\n-----\n"))
})
