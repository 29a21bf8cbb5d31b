import { describe, expect, it } from "vitest"
import { optionLeaves, parseConfig } from "../src/config.ts"
import type { Origin } from "../src/config.ts"

/** The value at a path like `budget.trigger`. */
const at = (value: unknown, path: string): unknown =>
  path.split(".").reduce((inner: unknown, key) => Object(inner)[key], value)

/** An object with one value at a path. */
const only = (path: string, value: unknown): unknown =>
  path.split(".").reduceRight<unknown>((inner, key) => ({ [key]: inner }), value)

const name = (suffix: string): string => `SPEC_CONTEXT_DISPATCH_${suffix}`

interface Row {
  readonly path: string
  readonly standard: unknown
  readonly option: unknown
  readonly env?: readonly [variable: string, text: string, value: unknown]
  readonly garbage: unknown
  readonly expected: string
}

const rows: readonly Row[] = [
  {
    path: "enabled",
    standard: true,
    option: false,
    env: [name("COMPACTION_V1"), "off", false],
    garbage: "yes",
    expected: "a boolean",
  },
  {
    path: "auto",
    standard: true,
    option: false,
    env: [name("COMPACTION_AUTO"), "0", false],
    garbage: 1,
    expected: "a boolean",
  },
  {
    path: "prune",
    standard: true,
    option: false,
    env: [name("COMPACTION_PRUNE"), " False ", false],
    garbage: [],
    expected: "a boolean",
  },
  {
    path: "compact",
    standard: true,
    option: false,
    env: [name("COMPACTION_COMPACT"), "no", false],
    garbage: "no",
    expected: "a boolean",
  },
  {
    path: "summarize.enabled",
    standard: true,
    option: false,
    env: [name("COMPACTION_SUMMARIZE"), "0", false],
    garbage: "no",
    expected: "a boolean",
  },
  {
    path: "summarize.model",
    standard: undefined,
    option: "acme/small",
    garbage: "small",
    expected: "a model as `provider/model`",
  },
  {
    path: "summarize.timeout",
    standard: 60_000,
    option: 5_000,
    garbage: 60,
    expected: "a whole number of milliseconds from 1000",
  },
  {
    path: "summarize.ahead",
    standard: 0.85,
    option: 1,
    garbage: 0,
    expected: "a share above 0, up to 1",
  },
  {
    path: "summarize.payback",
    standard: 50,
    option: 10,
    garbage: 0,
    expected: "a whole number above 0",
  },
  {
    path: "dense",
    standard: "pressure",
    option: "always",
    garbage: "sometimes",
    expected: "one of pressure, always, off",
  },
  {
    path: "budget.trigger",
    standard: 0.96,
    option: 0.7,
    garbage: -1,
    expected: "a share up to 1, or at least 1000 tokens",
  },
  {
    path: "budget.target",
    standard: 0.6,
    option: 20_000,
    garbage: "0.6",
    expected: "a share up to 1, or at least 1000 tokens",
  },
  {
    path: "budget.reserveOutputTokens",
    standard: undefined,
    option: 4_000,
    env: [name("RESERVE_OUTPUT_TOKENS"), "6000", 6_000],
    garbage: 1.5,
    expected: "a whole number above 0",
  },
  {
    path: "budget.fallbackContext",
    standard: 32_000,
    option: 64_000,
    garbage: 0,
    expected: "a whole number above 0",
  },
  {
    path: "budget.models",
    standard: {},
    option: { "anthropic/*": { trigger: 0.7 } },
    garbage: { "anthropic/*": { trigger: "0.7" } },
    expected: "patterns with `trigger` or `target`, each a share or at least 1000 tokens",
  },
  {
    path: "tokens.charsPerToken",
    standard: undefined,
    option: 3.5,
    env: [name("TOKEN_CHARS_PER_TOKEN"), "4", 4],
    garbage: 0,
    expected: "a number from 1",
  },
  {
    path: "compactionContext",
    standard: [],
    option: ["Name the branch."],
    garbage: "Name the branch.",
    expected: "a list of texts",
  },
  {
    path: "compactionPromptOverride",
    standard: undefined,
    option: "Write a haiku.",
    garbage: "",
    expected: "a string",
  },
  { path: "protect.steps", standard: 4, option: 8, garbage: 0, expected: "a whole number above 0" },
  {
    path: "protect.share",
    standard: 0.5,
    option: 0.25,
    garbage: 2,
    expected: "a share above 0, up to 1",
  },
  {
    path: "protect.userTokens",
    standard: 2_000,
    option: 500,
    garbage: "many",
    expected: "a whole number above 0",
  },
  {
    path: "protect.tools",
    standard: ["skill", "task", "todowrite", "question", "workflow"],
    option: ["skill"],
    garbage: "skill",
    expected: "a list of texts",
  },
  {
    path: "protect.files",
    standard: [],
    option: ["docs/*"],
    garbage: [7],
    expected: "a list of texts",
  },
]

const originsWith = (path: string, origin: Origin): Record<string, Origin> =>
  Object.fromEntries(rows.map((row) => [row.path, row.path === path ? origin : "default"]))

describe("options", () => {
  it("are all in this table", () => {
    expect(rows.map(({ path, env }) => ({ path, env: env?.[0] }))).toEqual(
      optionLeaves().map(({ path, env }) => ({ path, env })),
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
    expect(parseConfig({ enabled: !value }, { [name("COMPACTION_V1")]: text }).config.enabled).toBe(
      value,
    )
  })
})
