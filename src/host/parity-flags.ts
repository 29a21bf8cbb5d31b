import { parseArgs } from "node:util"
import type { Config } from "../config.ts"
import { readOptions } from "./read-options.ts"

export interface ParityFlags {
  readonly files: readonly string[]
  readonly config: Config
  /** Tokens that each prompt may have; half of what it has where nothing is said. */
  readonly budget: number | undefined
  readonly json: boolean
}

export type ParsedParityFlags =
  | { readonly kind: "parity"; readonly flags: ParityFlags }
  | { readonly kind: "help" }
  | { readonly kind: "problem"; readonly problem: string }

const options = {
  budget: { type: "string" },
  options: { type: "string", default: "{}" },
  json: { type: "boolean", default: false },
  help: { type: "boolean", short: "h", default: false },
} as const

/** Reads what stands behind `parity`. */
export function parseParityFlags(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): ParsedParityFlags {
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true })
    if (values.help) return { kind: "help" }
    if (positionals.length === 0) throw new Error("Expected at least one file to compare.")
    const config = readOptions(values.options, environment)
    const roles = Object.values(config.dispatch.roles)
    if (roles.every((role) => (role?.agents ?? []).length === 0))
      throw new Error(
        'No agent has a role: name them, as in --options \'{"dispatch":{"roles":{"implementer":{"agents":["coder"]}}}}\'.',
      )
    if (!config.dispatch.contract)
      throw new Error("The option dispatch.contract is off: nothing follows from answers.")
    const budget = values.budget === undefined ? undefined : budgetOf(values.budget)
    return { kind: "parity", flags: { files: positionals, config, budget, json: values.json } }
  } catch (error) {
    return { kind: "problem", problem: error instanceof Error ? error.message : String(error) }
  }
}

function budgetOf(text: string): number {
  const budget = text.trim() === "" ? Number.NaN : Number(text)
  if (Number.isInteger(budget) && budget >= 1) return budget
  throw new Error(`Expected --budget to be a whole number from 1, got "${text}".`)
}
