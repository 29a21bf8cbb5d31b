import { expect, it } from "vitest"
import type { RecordedRequest, Reply } from "../host/reply.ts"
import {
  block,
  coderRole,
  dispatch,
  implemented,
  openDispatchScene,
  promptOf,
  resultOf,
  stateOf,
  taskIn,
} from "./dispatch-scene.ts"

/** Sends the same sub-agent the prompt that the last result asks for. */
const retry = (request: RecordedRequest): Reply => {
  const [, resume] = /task_id "(ses_\w+)"/.exec(resultOf(request)) ?? []
  return dispatch({
    agent: "coder",
    resume,
    prompt: `Give the answer again.\nTask ID: ${taskIn(resultOf(request))}`,
  })
}

const asked = (task: string): Reply =>
  dispatch({ agent: "coder", prompt: `Task ID: ${task}\nImplement it.` })

it("an answer is held to its contract: asked for once more, then refused", async () => {
  const scene = await openDispatchScene({
    plugin: coderRole,
    orchestrator: [
      // Another task's id, then the right one.
      asked("1"),
      retry,
      // No block, twice.
      asked("2"),
      retry,
      // Prose around the block.
      asked("3"),
      // A block of another task quoted behind its own.
      asked("4"),
      asked("5"),
    ],
    subAgent: (request) => {
      const answers = request.messages.filter(({ role }) => role === "assistant").length
      const task = taskIn(promptOf(request))
      switch (task) {
        case "1":
          return { text: block(implemented(answers === 0 ? "999" : "1")) }
        case "2":
          return { text: "I have implemented it, all is well." }
        case "3":
          return { text: `This was easy.\n\n${block(implemented("3"))}\n\nGood luck!` }
        case "4":
          return { text: `${block(implemented("4"))}\nBefore:\n${block(implemented("3"))}` }
        default:
          return { text: block(implemented(task)) }
      }
    },
  })
  const served = await scene.serve()
  const session = await served.createSession()
  await served.ask(session, "Have five tasks done.")

  const told = scene.ofParent().slice(1).map(resultOf)
  expect(told).toEqual([
    expect.stringContaining('run_task_mismatch: expected task_id "1", got "999"'),
    expect.stringContaining("nextAction: dispatch_reviewer"),
    expect.stringContaining("marker_missing"),
    expect.stringContaining("nextAction: halt_schema_invalid_terminal"),
    expect.stringContaining("nextAction: dispatch_reviewer"),
    expect.stringContaining("nextAction: dispatch_reviewer"),
    expect.stringContaining("nextAction: dispatch_reviewer"),
  ])
  expect(told[2]).toContain("nextAction: retry_once_schema_invalid")
  expect(told[4]).not.toContain("This was easy")
  expect(told[4]).toMatch(/recall [0-9a-f]{8}/)
  // The same sub-agent was asked: its request holds its first answer.
  expect(scene.ofChildren().filter(({ messages }) => messages.length > 3)).toHaveLength(2)

  await expect
    .poll(() => stateOf(served, session))
    .toMatchObject({
      dispatches: {
        dispatch_count: 7,
        schema_error_counts: { marker_missing: 2, json_parse_failed: 0, schema_invalid: 0 },
        compaction_count: 0,
      },
    })
  expect(scene.model.invalid).toEqual([])
})
