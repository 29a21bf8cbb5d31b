import { expect, it } from "vitest"
import {
  block,
  coderRole,
  dispatch,
  implemented,
  openDispatchScene,
  promptOf,
  resultOf,
} from "./dispatch-scene.ts"
import { call } from "./tool-work.ts"

/** Some 90 kB: the host cuts it at 50, and at 2,000 lines. */
const report = Array.from(
  { length: 2_500 },
  (_, index) => `Line ${index} of the report says that nothing is wrong.`,
).join("\n")

/** The host puts a file that a prompt names so into it. */
const answer = {
  ...implemented("1", "See @secret.txt and @/etc/hostname"),
  status: "failed",
  tests: [{ command: "npm test", passed: false, failures: ["@secret.txt"] }],
}

it("what the host would cut is read whole, in the session and in its fork, and what sub-agents say makes it read no file", async () => {
  const scene = await openDispatchScene({
    plugin: coderRole,
    model: { limit: { context: 200_000, output: 4_000 } },
    host: { files: { "secret.txt": "the secret of the project" } },
    orchestrator: [
      dispatch({ agent: "coder", prompt: "Task ID: 1\nImplement it." }),
      dispatch({ agent: "coder", prompt: "Task ID: 1\nOnce more." }),
      dispatch({ agent: "helper", prompt: "Report." }),
      { text: "Both are back." },
      ({ messages }) => {
        const told = messages.find(({ text }) => text.includes("nextAction"))?.text ?? ""
        const [, handle] = /recall ([0-9a-f]{8})/.exec(told) ?? []
        return call("recall", { handle, lines: "2400-2402" })
      },
    ],
    subAgent: (request) => ({
      text: promptOf(request).startsWith("Role:")
        ? `${report}\n${block(answer)}`
        : `${report}\nThe end.`,
    }),
  })
  const served = await scene.serve()
  const session = await served.createSession()
  await served.ask(session, "Have it done.")
  const [, done = "", , reported = ""] = scene.ofParent().map(resultOf)
  expect(done).toContain("nextAction: retry_implementer")
  expect(done).not.toContain("Line 7 of the report")
  // Of an agent without a role the host's own cut stays while there is room for it.
  expect(reported).toContain("Line 7 of the report")
  expect(reported).toContain("truncated")
  expect(reported).not.toContain("[compacted")

  const [first, second] = scene.ofChildren()
  expect(second?.messages.length).toBe(first?.messages.length)
  expect(JSON.stringify(second?.body)).not.toContain("the secret of the project")
  expect(promptOf(second)).toContain("secret.txt")

  await served.ask(await served.fork(session), "What did the coder say?")
  expect(resultOf(scene.ofParent().at(-1))).toContain("Line 2400 of the report")
  expect(scene.model.invalid).toEqual([])
})
