import { expect, it } from "vitest"
import { unknownAgentToast } from "../../src/dispatch/prompt/prompt-texts.ts"
import { tellUnknownAgents } from "../../src/host/tell-unknown-agents.ts"
import { dispatching } from "../builders/dispatching.ts"

const roles = {
  implementer: { agents: ["coder", "smith"] },
  reviewer: { agents: ["critic"] },
  tester: { agents: ["probe"], like: "reviewer" },
}
const told = (role: string, agent: string): string =>
  `warning: ${unknownAgentToast({ role, agent })}`

it.each<[string, readonly string[] | undefined, readonly string[]]>([
  [
    "every agent that does not exist, by its role",
    ["build", "coder"],
    [told("implementer", "smith"), told("reviewer", "critic"), told("tester", "probe")],
  ],
  ["nothing where all exist", ["coder", "smith", "critic", "probe"], []],
  ["nothing where the host does not say which exist", undefined, []],
])("of the agents in roles the user is told, once, %s", async (_, names, expected) => {
  const { runtime } = dispatching({
    dispatch: { roles },
    client: { agents: async () => names?.map((name) => ({ name })) },
  })
  await tellUnknownAgents(runtime)
  await tellUnknownAgents(runtime)
  expect(runtime.client.calls).toEqual(expected)
})
