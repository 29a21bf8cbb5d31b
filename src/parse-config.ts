import { z } from "zod"
import { optionLeaves, optionsSchema } from "./config.ts"
import type { Config, OptionLeaf } from "./config.ts"
import { dispatchProblems } from "./dispatch-problems.ts"
import { isRecord } from "./session/is-record.ts"
import { showValue, unknownKeys } from "./unknown-keys.ts"
import { withSwitches } from "./with-switches.ts"

export type Origin = "default" | "option" | "environment"

export interface ParsedConfig {
  readonly config: Config
  /** Where each value came from, by option path. */
  readonly origins: ReadonlyMap<string, Origin>
  /** One sentence per value that was not taken, or can hardly be meant: key, source, value, and what was expected. */
  readonly issues: readonly string[]
}

/** Environment wins over option, option over default. Never throws: a wrong value is reported and its default taken. */
export function parseConfig(
  options: unknown,
  environment: Readonly<Record<string, string | undefined>>,
): ParsedConfig {
  const given = withSwitches(
    isRecord(options) ? options : {},
    optionLeaves().map(({ path }) => path),
  )
  const issues: string[] = []
  if (options !== undefined && !isRecord(options))
    issues.push(`Expected the plugin's options to be an object, got ${showValue(options)}.`)
  const leaves = optionLeaves(given)
  const origins = new Map<string, Origin>()
  const config: Record<string, unknown> = {}
  for (const leaf of leaves) {
    const sources = [
      { origin: "environment", name: leaf.env ?? "", value: fromEnvironment(leaf, environment) },
      { origin: "option", name: `option ${leaf.path}`, value: valueAt(given, leaf.path) },
    ] as const
    let value: unknown
    let origin: Origin = "default"
    for (const source of sources) {
      if (source.value === undefined || origin !== "default") continue
      const parsed = leaf.schema.safeParse(source.value)
      if (parsed.success) [value, origin] = [parsed.data, source.origin]
      else
        issues.push(
          `Expected ${source.name} to be ${expected(leaf)}, got ${showValue(source.value)}. Its ${source.origin === "environment" ? "option or default" : "default"} is used.`,
        )
    }
    origins.set(leaf.path, origin)
    setAt(config, leaf.path, origin === "default" ? leaf.schema.parse(undefined) : value)
  }
  issues.push(
    ...unknownKeys(
      given,
      leaves.map((leaf) => leaf.path),
    ),
  )
  const parsed = optionsSchema.parse(config)
  return { config: parsed, origins, issues: [...issues, ...dispatchProblems(parsed)] }
}

const valueAt = (value: unknown, path: string): unknown =>
  path.split(".").reduce<unknown>((at, key) => (isRecord(at) ? at[key] : undefined), value)

function setAt(config: Record<string, unknown>, path: string, value: unknown): void {
  const keys = path.split(".")
  const last = keys.pop() ?? path
  let at = config
  for (const key of keys) {
    const inner = isRecord(at[key]) ? at[key] : {}
    at[key] = inner
    at = inner
  }
  at[last] = value
}

const WORDS = new Map(
  Object.entries({
    "1": true,
    true: true,
    yes: true,
    on: true,
    "0": false,
    false: false,
    no: false,
    off: false,
  }),
)

/** Variables are text: booleans by the usual words, everything else that reads as a number is one. */
function fromEnvironment(
  { env, schema }: OptionLeaf,
  environment: Readonly<Record<string, string | undefined>>,
): unknown {
  const text = env === undefined ? undefined : environment[env]?.trim()
  if (text === undefined || text === "") return undefined
  if (typeof schema.safeParse(undefined).data === "boolean")
    return WORDS.get(text.toLowerCase()) ?? text
  return Number.isNaN(Number(text)) ? text : Number(text)
}

const expected = ({ schema }: OptionLeaf): string => {
  const stated = schema.meta()?.["expected"] ?? unwrapped(schema).meta()?.["expected"]
  if (typeof stated === "string") return stated
  const json = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" })
  if (json.enum) return `one of ${json.enum.map(String).join(", ")}`
  return json.type === "object"
    ? "an object"
    : json.type === "array"
      ? "a list of texts"
      : json.type === "integer"
        ? "a whole number above 0"
        : `a ${typeof json.type === "string" ? json.type : "value"}`
}

/** What is described before a default was added. */
const unwrapped = (schema: z.ZodType): z.ZodType => {
  if (!(schema instanceof z.ZodDefault || schema instanceof z.ZodOptional)) return schema
  const inner = schema.unwrap()
  return inner instanceof z.ZodType ? inner : schema
}
