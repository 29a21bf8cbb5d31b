import { expect, it } from "vitest"
import { planSettings } from "../../src/host/plan-settings.ts"
import { parseConfig } from "../../src/parse-config.ts"

it("the options are handed to the pipeline as they are", () => {
  const given = {
    auto: false,
    prune: false,
    compact: false,
    dense: "off",
    protect: { steps: 7, share: 0.3, userTokens: 900, tools: ["skill"] },
  }
  expect(planSettings(parseConfig(given, {}).config)).toEqual({
    auto: false,
    prune: false,
    compact: false,
    dense: "off",
    steps: 7,
    share: 0.3,
    userTokens: 900,
    protectedTools: ["skill"],
    isProtectedFile: undefined,
  })
})

it.each<[string, boolean]>([
  ["src/a.sql", true],
  ["docs/plan.md", true],
  ["src/a.ts", false],
])("of files that are to be protected, %s is one: %s", (file, expected) => {
  const { config } = parseConfig({ protect: { files: ["docs/*", "*.sql"] } }, {})
  expect(planSettings(config).isProtectedFile?.(file)).toBe(expected)
})
