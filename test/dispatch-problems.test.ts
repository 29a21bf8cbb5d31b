import { expect, it } from "vitest"
import { parseConfig } from "../src/parse-config.ts"

it.each<[string, unknown, readonly string[]]>([
  [
    "roles as they are meant",
    { implementer: { agents: ["coder"] }, tester: { agents: ["qa"] } },
    [],
  ],
  [
    "a role that is nearly one of the two",
    { reviewr: { agents: ["critic"] } },
    [
      "Option dispatch.roles.reviewr is a role of its own, held to the contract of an implementer. Was reviewer meant?",
    ],
  ],
  ["a second reviewer", { reviewer2: { agents: ["critic"], like: "reviewer" } }, []],
  [
    "a cap that the answer alone fills",
    { reviewer: { maxInputTokens: 1_200 } },
    [
      "Option dispatch.roles.reviewer.maxInputTokens, 1200, leaves nothing for a prompt beside dispatch.maxOutputTokens, 1200. Its sub-agents cannot be dispatched.",
    ],
  ],
  [
    "an agent of two roles",
    { implementer: { agents: ["coder"] }, reviewer: { agents: ["critic", "coder"] } },
    ["Agent coder has two roles, implementer and reviewer. The first counts."],
  ],
])("of %s it is said", (_, roles, issues) => {
  expect(parseConfig({ dispatch: { roles } }, {}).issues).toEqual(issues)
})
