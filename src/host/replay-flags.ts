import { parseArgs } from "node:util"
import { parseGate } from "../replay/gate.ts"
import type { Bound } from "../replay/gate.ts"
import type { ReplaySettings } from "../replay/replay-settings.ts"
import { matchesPattern } from "../session/matches-pattern.ts"
import { modelName } from "../session/transcript.ts"
import { planSettings } from "./plan-settings.ts"
import { readOptions } from "./read-options.ts"

export interface ReplayFlags {
  readonly files: readonly string[]
  readonly settings: ReplaySettings
  /** The option `tokens.charsPerToken`. */
  readonly charsPerToken: number | undefined
  readonly json: boolean
  readonly bounds: readonly Bound[]
  readonly live: LiveFlags | undefined
}

export interface LiveFlags {
  readonly url: string
  readonly model: string
  /** Times each prompt is sent. */
  readonly repeats: number
  /** Requests that are asked about. */
  readonly sample: number
  readonly timeoutMs: number
  readonly key: string | undefined
}

export type ParsedFlags =
  | { readonly kind: "replay"; readonly flags: ReplayFlags }
  | { readonly kind: "help" }
  | { readonly kind: "problem"; readonly problem: string }

/** Where the key of the live model is looked for: never on the command line, which others can see. */
export const KEY_VARIABLE = "STAGED_COMPACTION_LIVE_KEY"

const options = {
  context: { type: "string" },
  output: { type: "string", default: "8000" },
  factor: { type: "string", default: "1" },
  system: { type: "string", default: "0" },
  read: { type: "string", default: "0.1" },
  write: { type: "string", default: "1.25" },
  options: { type: "string", default: "{}" },
  gate: { type: "string" },
  json: { type: "boolean", default: false },
  live: { type: "boolean", default: false },
  "live-url": { type: "string" },
  "live-model": { type: "string" },
  "live-timeout": { type: "string", default: "120" },
  repeats: { type: "string", default: "3" },
  sample: { type: "string", default: "20" },
  help: { type: "boolean", short: "h", default: false },
} as const

type Environment = Readonly<Record<string, string | undefined>>

/** Reads what stands behind `replay`. */
export function parseReplayFlags(args: readonly string[], environment: Environment): ParsedFlags {
  try {
    return readFlags(args, environment)
  } catch (error) {
    return { kind: "problem", problem: error instanceof Error ? error.message : String(error) }
  }
}

/** Throws where a flag is wrong, as `parseArgs` does; the caller makes a value of it. */
function readFlags(args: readonly string[], environment: Environment): ParsedFlags {
  const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true })
  if (values.help) return { kind: "help" }
  if (positionals.length === 0) throw new Error("Expected at least one file to replay.")
  const gate = values.gate === undefined ? undefined : parseGate(values.gate)
  if (gate?.ok === false) throw new Error(gate.problem)
  const config = readOptions(values.options, environment)
  const number = (name: keyof typeof options, range: Range): number =>
    numberOf(`--${name}`, String(values[name]), range)
  const settings: ReplaySettings = {
    context: values.context === undefined ? undefined : number("context", TOKENS),
    output: number("output", TOKENS),
    factor: number("factor", { min: 0.1, whole: false }),
    system: number("system", { min: 0, whole: true }),
    prices: {
      read: number("read", { min: 0, whole: false }),
      write: number("write", { min: 0, whole: false }),
    },
    plan: planSettings(config),
    budgetOf(model) {
      const name = modelName(model)
      const { models, ...general } = config.budget
      const special = Object.entries(models).find(([pattern]) => matchesPattern(pattern, name))?.[1]
      return {
        ...general,
        trigger: special?.trigger ?? general.trigger,
        target: special?.target ?? general.target,
      }
    },
  }
  const live = liveFlags(values, {
    repeats: number("repeats", { min: 2, whole: true }),
    sample: number("sample", { min: 1, whole: true }),
    timeoutMs: 1_000 * number("live-timeout", { min: 0.001, whole: false }),
    key: environment[KEY_VARIABLE],
  })
  const bounds = gate?.bounds ?? []
  return {
    kind: "replay",
    flags: {
      files: positionals,
      settings,
      charsPerToken: config.tokens.charsPerToken,
      json: values.json,
      bounds,
      live,
    },
  }
}

interface Range {
  readonly min: number
  readonly whole: boolean
}

const TOKENS: Range = { min: 1, whole: true }

function numberOf(flag: string, text: string, { min, whole }: Range): number {
  const value = text.trim() === "" ? Number.NaN : Number(text)
  if (Number.isFinite(value) && value >= min && (!whole || Number.isInteger(value))) return value
  throw new Error(
    `Expected ${flag} to be a ${whole ? "whole number" : "number"} from ${min}, got "${text}".`,
  )
}

/** Nothing may be sent without `--live`, not even where an address is given. */
function liveFlags(
  values: {
    readonly live: boolean
    readonly "live-url"?: string | undefined
    readonly "live-model"?: string | undefined
  },
  rest: Omit<LiveFlags, "url" | "model">,
): LiveFlags | undefined {
  const { live, "live-url": url, "live-model": model } = values
  if (!live) {
    if (url === undefined && model === undefined) return undefined
    throw new Error("--live-url and --live-model send prompts to that model: add --live to do so.")
  }
  if (!url || !model) throw new Error("--live needs --live-url and --live-model.")
  if (!/^https?:\/\//.test(url) || !URL.canParse(url))
    throw new Error(`Expected --live-url to be an http or https address, got "${url}".`)
  return { url, model, ...rest }
}
