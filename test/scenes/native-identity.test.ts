import { beforeAll, expect, it } from "vitest"
import type { RecordedRequest, Reply } from "../host/reply.ts"
import { openNativeScene } from "./native-scene.ts"
import type { NativeScene } from "./native-scene.ts"
import { call } from "./tool-work.ts"

const todos = [
  { content: "Ask who owns the parser", status: "in_progress", priority: "high" },
  { content: "Write down the order of the migrations", status: "pending", priority: "low" },
  { content: "Read the old plan", status: "completed", priority: "low" },
]

/** Fills the window as the provider reports it, so that the host compacts behind it. */
const full: Reply = { text: "I think about it.", usage: { input: 63_000 } }

let scene: NativeScene

beforeAll(async () => {
  scene = await openNativeScene({
    config: {
      // Nothing of the conversation stays behind a summary.
      compaction: { tail_turns: 0 },
      agent: {
        critic: {
          mode: "primary",
          description: "Criticizes",
          prompt: "You are the critic. You never write code.",
          permission: { edit: "deny" },
        },
      },
    },
  })
})

it.each([
  ["plan", "Plan mode ACTIVE"],
  ["critic", "You are the critic. You never write code."],
])(
  "agent %s keeps its restriction and the todo list word for word through compactions",
  async (agent, restriction) => {
    const { served } = scene
    const session = await served.createSession()
    const ask = async (text: string): Promise<void> => {
      await served.client.session.prompt({
        path: { id: session },
        body: { agent, parts: [{ type: "text", text }] },
        throwOnError: true,
      })
    }
    scene.play([call("todowrite", { todos }), full, { text: "Planned." }])
    await ask("Plan the migration")
    const behindAutomatic = scene.last(session)
    await served.compact(session)
    scene.play([{ text: "I go on planning." }])
    await ask("Go on")

    const shown = (request: RecordedRequest | undefined): unknown => {
      const text = JSON.stringify(request?.body)
      return {
        restriction: text.includes(restriction),
        todos: todos.filter(({ content }) => text.includes(content)).map(({ content }) => content),
        tools: text.includes('"name":"edit"'),
      }
    }
    const kept = { restriction: true, todos: todos.slice(0, 2).map(({ content }) => content) }
    expect(scene.summaryRequests(session)).toHaveLength(2)
    expect([behindAutomatic, scene.last(session)].map(shown)).toEqual([
      { ...kept, tools: agent === "plan" },
      { ...kept, tools: agent === "plan" },
    ])
  },
)
