import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { optionLeaves } from "../src/config.ts"
import { parseConfig } from "../src/parse-config.ts"
import { holds } from "./builders/holds.ts"

const leaves = optionLeaves({})

describe("what is wrong with options", () => {
  it.each<[string, unknown, string[]]>([
    [
      "a misspelt name",
      { trigger: 0.5 },
      ["Unknown option trigger; the nearest known one is budget.trigger."],
    ],
    [
      "a misspelt group",
      { budgets: {} },
      ["Unknown option budgets; the nearest known one is budget."],
    ],
    [
      "a misspelt name in a group",
      { protect: { step: 3 } },
      ["Unknown option protect.step; the nearest known one is protect.steps."],
    ],
    [
      "a role's name with a dot",
      { dispatch: { roles: { "team.lead": { agents: ["coder"] } } } },
      ['Expected option dispatch.roles to have names without dots, got "team.lead".'],
    ],
    [
      "a path as one name",
      { dispatch: { roles: { "implementer.agents": ["coder"] } } },
      ['Expected option dispatch.roles to have names without dots, got "implementer.agents".'],
    ],
    [
      "a group that is a value",
      { budget: 7 },
      ["Expected option budget to be an object, got 7 (number)."],
    ],
    [
      "a group that is a list",
      { protect: [] },
      ["Expected option protect to be an object, got [] (array)."],
    ],
    [
      "a group that is null",
      { tokens: null },
      ["Expected option tokens to be an object, got null (object)."],
    ],
    [
      "options that are a text",
      "auto",
      ['Expected the plugin\'s options to be an object, got "auto" (string).'],
    ],
    [
      "options that are a list",
      [{}],
      ["Expected the plugin's options to be an object, got [{}] (array)."],
    ],
  ])("is said of %s, and defaults are taken", (_, options, issues) => {
    const parsed = parseConfig(options, {})
    expect({ issues: parsed.issues, config: parsed.config }).toEqual({
      issues,
      config: parseConfig({}, {}).config,
    })
  })

  it("is said of each value by itself; the others count", () => {
    const parsed = parseConfig(
      { auto: "no", prune: false, budget: { trigger: 2e9, target: -1 } },
      {},
    )
    expect({
      auto: parsed.config.auto,
      prune: parsed.config.prune,
      trigger: parsed.config.budget.trigger,
      target: parsed.config.budget.target,
      issues: parsed.issues.length,
    }).toEqual({ auto: true, prune: false, trigger: 2e9, target: 0.6, issues: 2 })
  })

  it("never throws, whatever stands there", () => {
    const variables = Object.fromEntries(
      leaves.flatMap(({ env }) => (env === undefined ? [] : [[env, fc.string()]])),
    )
    const groups = fc.record(
      {
        budget: fc.jsonValue(),
        protect: fc.jsonValue(),
        tokens: fc.jsonValue(),
        dense: fc.jsonValue(),
      },
      { requiredKeys: [] },
    )
    holds(
      fc.property(
        fc.oneof(fc.jsonValue(), groups),
        fc.record(variables),
        (options, environment) => {
          const { config, origins } = parseConfig(options, environment)
          expect([...origins.keys()]).toEqual(leaves.map(({ path }) => path))
          expect(typeof config.enabled).toBe("boolean")
        },
      ),
    )
  })
})
