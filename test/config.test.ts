import { describe, expect, it } from "vitest"
import { optionLeaves } from "../src/config.ts"
import { parseConfig } from "../src/parse-config.ts"
import type { Origin } from "../src/parse-config.ts"
import { optionRows as rows } from "./builders/option-rows.ts"

/** The value at a path like `budget.trigger`. */
const at = (value: unknown, path: string): unknown =>
  path.split(".").reduce((inner: unknown, key) => Object(inner)[key], value)

/** An object with one value at a path. */
const only = (path: string, value: unknown): unknown =>
  path.split(".").reduceRight<unknown>((inner, key) => ({ [key]: inner }), value)

const originsWith = (path: string, origin: Origin): Record<string, Origin> =>
  Object.fromEntries(rows.map((row) => [row.path, row.path === path ? origin : "default"]))

describe("options", () => {
  it("are all in this table", () => {
    expect(rows.map(({ path, env }) => ({ path, env: env?.[0] }))).toEqual(
      optionLeaves({}).map(({ path, env }) => ({ path, env })),
    )
  })

  it("have their defaults without anything", () => {
    const parsed = parseConfig(undefined, {})
    expect({
      values: rows.map(({ path }) => at(parsed.config, path)),
      origins: Object.fromEntries(parsed.origins),
      issues: parsed.issues,
    }).toEqual({
      values: rows.map(({ standard }) => standard),
      origins: originsWith("", "default"),
      issues: [],
    })
  })

  it.each(rows)("$path takes its option", ({ path, option }) => {
    const parsed = parseConfig(only(path, option), {})
    expect({
      value: at(parsed.config, path),
      origins: Object.fromEntries(parsed.origins),
      issues: parsed.issues,
    }).toEqual({ value: option, origins: originsWith(path, "option"), issues: [] })
  })

  it.each(rows)(
    "$path falls back to its default for a wrong option",
    ({ path, standard, garbage, expected }) => {
      const parsed = parseConfig(only(path, garbage), {})
      expect({
        value: at(parsed.config, path),
        origins: Object.fromEntries(parsed.origins),
        issues: parsed.issues,
      }).toEqual({
        value: standard,
        origins: originsWith(path, "default"),
        issues: [
          expect.stringContaining(
            `Expected option ${path} to be ${expected}, got ${JSON.stringify(garbage)} (`,
          ),
        ],
      })
    },
  )
})

describe("a role of the user's", () => {
  it("is taken as a whole", () => {
    const { config, issues } = parseConfig(
      { dispatch: { roles: { tester: { agents: ["qa"], like: "reviewer" } } } },
      {},
    )
    expect({ role: config.dispatch.roles["tester"], issues }).toEqual({
      role: { agents: ["qa"], like: "reviewer" },
      issues: [],
    })
  })

  it.each(["constructor", "toString", "qa-2"])("may be called %s", (name) => {
    const { config, issues } = parseConfig(
      { dispatch: { roles: { [name]: { agents: ["qa"] } } } },
      {},
    )
    expect({ role: config.dispatch.roles[name], issues }).toEqual({
      role: { agents: ["qa"], like: "implementer" },
      issues: [],
    })
  })

  it("falls back for each of its options alone", () => {
    const roles = { tester: { agents: ["qa"], like: "judge", guid: "Test it." }, other: 5 }
    const { config, issues } = parseConfig({ dispatch: { roles } }, {})
    expect({ role: config.dispatch.roles["tester"], issues }).toEqual({
      role: { agents: ["qa"], like: "implementer" },
      issues: [
        'Expected option dispatch.roles.tester.like to be one of implementer, reviewer, got "judge" (string). Its default is used.',
        "Unknown option dispatch.roles.tester.guid; the nearest known one is dispatch.roles.tester.guide.",
        "Expected option dispatch.roles.other to be an object, got 5 (number).",
      ],
    })
  })
})

const withVariable = rows.flatMap(({ env, ...row }) => (env ? [{ ...row, env }] : []))

describe("the environment", () => {
  it.each(withVariable)(
    "wins over the option $path",
    ({ path, option, env: [variable, text, value] }) => {
      const parsed = parseConfig(only(path, option), { [variable]: text })
      expect({
        value: at(parsed.config, path),
        origin: parsed.origins.get(path),
        issues: parsed.issues,
      }).toEqual({ value, origin: "environment", issues: [] })
    },
  )

  it.each(withVariable)(
    "leaves the option $path where it is wrong",
    ({ path, option, env: [variable] }) => {
      const parsed = parseConfig(only(path, option), { [variable]: "a lot" })
      expect({
        value: at(parsed.config, path),
        origin: parsed.origins.get(path),
        issues: parsed.issues,
      }).toEqual({
        value: option,
        origin: "option",
        issues: [expect.stringContaining(`Expected ${variable} to be `)],
      })
    },
  )

  it.each(withVariable)(
    "counts as unset where it is empty for $path",
    ({ path, env: [variable] }) => {
      const parsed = parseConfig({}, { [variable]: "  " })
      expect({ origin: parsed.origins.get(path), issues: parsed.issues }).toEqual({
        origin: "default",
        issues: [],
      })
    },
  )

  it.each([
    ["1", true],
    ["TRUE", true],
    ["Yes", true],
    ["on", true],
    ["0", false],
    ["false", false],
    ["NO", false],
    ["off", false],
  ])("reads %s as %s", (text, value) => {
    expect(
      parseConfig({ enabled: !value }, { SPEC_CONTEXT_DISPATCH_COMPACTION_V1: text }).config
        .enabled,
    ).toBe(value)
  })
})
