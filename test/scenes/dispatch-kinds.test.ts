import { expect, it } from "vitest"
import {
  block,
  dispatch,
  implemented,
  isChild,
  openDispatchScene,
  promptOf,
  resultOf,
  subAgents,
  taskIn,
  tooLong,
} from "./dispatch-scene.ts"
import type { Served } from "./served.ts"
import { sourceLines } from "./tool-work.ts"

const small = { agents: ["coder"], maxInputTokens: 1_400 }
const plugin = { dispatch: { roles: { implementer: small }, maxOutputTokens: 600 } }

const command = (text: string): string =>
  `---\ndescription: Implement\nagent: coder\nsubtask: true\n---\n${text}\n`

const isIdle = async ({ client }: Served, session: string): Promise<boolean> => {
  const { data } = await client.session.status({ throwOnError: true })
  return (data[session]?.type ?? "idle") === "idle"
}

it("dispatches of every kind pass the gate", async () => {
  const nested = "Task ID: n\nHave somebody else look at it."
  const scene = await openDispatchScene({
    plugin,
    host: {
      environment: { OPENCODE_EXPERIMENTAL_BACKGROUND_SUBAGENTS: "true" },
      config: {
        subagent_depth: 2,
        agent: { ...subAgents, coder: { ...subAgents.coder, permission: { task: "allow" } } },
      },
      files: {
        ".opencode/command/implement.md": command("Task ID: c\nImplement $ARGUMENTS."),
        ".opencode/command/flood.md": command(tooLong),
      },
    },
    orchestrator: [
      // One that cannot fit, one that fails, one that goes well.
      dispatch({ agent: "coder", prompt: tooLong }),
      dispatch({ agent: "coder", prompt: "Task ID: f\nFAIL" }),
      dispatch({ agent: "coder", prompt: nested }),
      dispatch({ agent: "coder", prompt: "Task ID: b\nIn the background.", background: true }),
      { text: "It works on." },
      { text: "It is done." },
      { text: "The command is done." },
      { text: "The flood is stopped." },
    ],
    subAgent: (request) => {
      const prompt = promptOf(request)
      if (prompt.includes("FAIL"))
        return { status: 400, body: { error: { message: "Nothing works here" } } }
      const id = taskIn(prompt)
      if (id === "n" && resultOf(request) === "")
        return dispatch({ agent: "helper", prompt: `Look at this:\n${sourceLines("x", 40)}` })
      if (id === "") return { text: "I looked at it." }
      return { text: block(implemented(id)) }
    },
  })
  const served = await scene.serve()
  const session = await served.createSession()
  await served.ask(session, "Have everything done.")
  await scene.model.waitFor(
    (request) =>
      !isChild(request) && (request.messages.at(-1)?.text.includes("task completed") ?? false),
  )
  await expect.poll(() => isIdle(served, session)).toBe(true)
  await served.command(session, "implement", "comments")
  await served.command(session, "flood", "")

  const [, terminal, failed, nestedDone] = scene.ofParent().map(resultOf)
  expect(terminal).toContain("dispatch_prompt_overflow_terminal: nothing was dispatched")
  expect(terminal).toContain("You must never break rule")
  expect(failed).toContain("Nothing works here")
  expect(nestedDone).toContain("nextAction: dispatch_reviewer")
  const told = scene
    .ofParent()
    .map(({ messages }) => messages.find(({ text }) => text.includes("<dispatches>"))?.text ?? "")
  expect(told[2]).toContain("- f: nextAction: retry_implementer")
  expect(told[3]).toBe("")

  const prompts = scene.ofParent().map(({ messages }) => messages.at(-1)?.text ?? "")
  const background = prompts.find((text) => text.includes("task completed"))
  expect(background).toContain("nextAction: dispatch_reviewer")
  expect(background).not.toContain("BEGIN_DISPATCH_RESULT")
  const asked = scene.ofChildren().map(promptOf)
  expect(asked).toContainEqual(expect.stringContaining("Look at this:"))
  expect(asked.find((text) => text.includes("Implement comments"))).toContain("Role: implementer")
  // The flood's sub-agent was stopped before its first request.
  expect(asked.filter((text) => text.includes("You must never break rule"))).toEqual([])
  expect(scene.ofParent().map(resultOf)).toContainEqual(
    expect.stringContaining("dispatch_prompt_overflow_terminal"),
  )
  expect(scene.model.invalid).toEqual([])
})
