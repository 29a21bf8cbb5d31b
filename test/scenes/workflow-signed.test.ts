import { expect, it } from "vitest"
import { read } from "./tool-work.ts"
import { blockOf, openWorkflowScene, standing, traces, workflow } from "./workflow-scene.ts"

const thinking = (number: number): { reasoning: string } => ({
  reasoning: `Thought ${number} of the review.`,
})

it.each(["anthropic-messages", "openai-responses"] as const)(
  "the block of workflows moves within a loop of signed reasoning, and every body of %s stays valid",
  async (protocol) => {
    const scene = await openWorkflowScene({
      host: { protocol, files: { "a.ts": "export const a = 1\n" } },
    })
    const served = await scene.serve()
    const session = await served.createSession()
    scene.play([
      { ...read("a.ts"), ...thinking(1) },
      {
        ...workflow({ action: "checkpoint", checkpoint: "1", status: "done", text: "1a2b3c" }),
        ...thinking(2),
      },
      { ...read("a.ts"), ...thinking(3) },
      { ...workflow({ action: "complete", force: true, text: "enough" }), ...thinking(4) },
      { ...read("a.ts"), ...thinking(5) },
      { text: "Done.", ...thinking(6) },
    ])
    await served.command(session, "multi-agent-workflow", "mend the parser")
    await served.prompt(session, "Now write a poem")

    const requests = scene.main(session)
    expect(requests.map((request) => standing(blockOf(request)).length)).toEqual([
      4, 4, 3, 3, 0, 0, 0,
    ])
    expect(requests.slice(4).flatMap(traces)).toEqual([])
    expect(scene.model.invalid).toEqual([])
  },
)
