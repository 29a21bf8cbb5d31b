import type { DriveResult } from "./drive-session.ts"
import { styled, thousands } from "./text.ts"

/** What a provider with a prompt cache bills per token, relative to one without a cache. */
export const cacheReadPrice = 0.1
export const cacheWritePrice = 1.25

export interface Measures {
  readonly requests: number
  readonly calls: number
  readonly refused: number
  readonly overLimit: number
  /** Tokens of the largest request that was answered. */
  readonly largest: number
  readonly errors: number
  readonly summaries: number
  readonly sentTokens: number
  readonly prefixBreaks: number
  readonly cost: number
}

export const measure = (result: DriveResult): Measures => {
  // Titles are the same in both halves.
  const all = result.requests.filter((request) => request.kind !== "title")
  const sent = all.filter((request) => !request.refused)
  return {
    requests: all.filter((request) => request.kind === "main").length,
    calls: result.calls,
    refused: all.length - sent.length,
    overLimit: sent.filter((request) => request.overLimit).length,
    largest: sent.reduce((largest, { tokens }) => Math.max(largest, tokens), 0),
    errors: result.failures.length,
    summaries: all.filter((request) => request.kind === "summary").length,
    sentTokens: sent.reduce((sum, { tokens }) => sum + tokens, 0),
    prefixBreaks: sent.filter((request) => request.kind === "main" && request.broken).length,
    cost: sent.reduce(
      (sum, { tokens, cached }) =>
        sum + cacheReadPrice * cached + cacheWritePrice * (tokens - cached),
      0,
    ),
  }
}

const labels: readonly [label: string, key: keyof Measures][] = [
  ["requests of the session", "requests"],
  ["tool calls done", "calls"],
  ["refused by the model", "refused"],
  ["sent over the limit", "overLimit"],
  ["largest request answered", "largest"],
  ["runs that reported an error", "errors"],
  ["summaries written by a model", "summaries"],
  ["tokens sent", "sentTokens"],
  ["prefix breaks", "prefixBreaks"],
  ["cost", "cost"],
]

const labelWidth = 30
const columnWidth = 12

const row = (cells: readonly string[], label = ""): string =>
  label.padEnd(labelWidth) + cells.map((cell) => cell.padStart(columnWidth)).join("")

/** The two halves side by side. */
export const comparisonTable = (without: Measures, withPlugin: Measures): string[] => {
  return [
    styled("bold", row(["without", "with"])),
    ...labels.map(([label, key]) =>
      row([thousands(without[key]), thousands(withPlugin[key])], label),
    ),
  ]
}
