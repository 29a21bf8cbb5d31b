import { expect, it } from "vitest"
import { createHooks } from "../../src/host/hooks.ts"
import { noteCommand } from "../../src/host/note-invocations.ts"
import { createTestRuntime } from "../builders/runtime.ts"

it.each([
  [undefined, ["recall", "workflow"], 1],
  [{ workflows: { match: ["ship"], enabled: false } }, ["recall"], 0],
  [{ workflows: false }, ["recall"], 0],
])(
  "with options %j the tools are %j, and of a command %d is noted",
  async (given, tools, noted) => {
    const runtime = createTestRuntime({ options: given ?? { workflows: { match: ["ship"] } } })
    Object.assign(runtime.client, {
      commands: async () => [{ name: "ship", template: "- You must test" }],
    })
    const session = runtime.sessions.get("ses_1")
    await noteCommand(runtime, session, { name: "ship", typed: "", parts: [] })
    expect(Object.keys(createHooks(runtime).tool ?? {})).toEqual(tools)
    expect(session.commands).toHaveLength(noted)
  },
)
