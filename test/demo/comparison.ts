import type { DriveResult } from "./drive-session.ts"
import { styled, thousands } from "./request-line.ts"
import type { Turn } from "./session-script.ts"

/** What a provider with a prompt cache bills per token, relative to an uncached one. */
const cacheReadPrice = 0.1
const cacheWritePrice = 1.25

export interface Measures {
  readonly requests: number
  readonly refused: number
  readonly failedRuns: number
  readonly steps: number
  readonly summaries: number
  readonly sentTokens: number
  readonly prefixBreaks: number
  readonly cost: number
  readonly userTexts: number
}

export const measure = (result: DriveResult, turns: readonly Turn[]): Measures => {
  // Titles are the same in both halves.
  const counted = result.requests.filter((request) => request.kind !== "title")
  const sent = counted.filter((request) => !request.refused)
  const main = sent.filter((request) => request.kind === "main")
  const last = (main.at(-1)?.messages ?? []).map((message) => message.text).join("\n")
  return {
    requests: counted.filter((request) => request.kind === "main").length,
    refused: counted.filter((request) => request.refused).length,
    failedRuns: result.failures.length,
    steps: result.steps,
    summaries: counted.filter((request) => request.kind === "summary").length,
    sentTokens: sent.reduce((sum, { tokens }) => sum + tokens, 0),
    prefixBreaks: main.filter((request) => request.broken).length,
    cost: sent.reduce(
      (sum, { tokens, cached }) =>
        sum + cacheReadPrice * cached + cacheWritePrice * (tokens - cached),
      0,
    ),
    userTexts: turns.filter((turn) => last.includes(turn.user)).length,
  }
}

const labels: readonly [label: string, key: keyof Measures][] = [
  ["requests of the session", "requests"],
  ["tool calls done", "steps"],
  ["refused by the model", "refused"],
  ["failed runs", "failedRuns"],
  ["summarizer calls", "summaries"],
  ["tokens sent", "sentTokens"],
  ["prefix breaks", "prefixBreaks"],
  ["cost with prompt cache", "cost"],
  ["user texts verbatim at the end", "userTexts"],
]

const labelWidth = 34
const columnWidth = 12

/** The two halves side by side. */
export const comparisonTable = (without: Measures, withPlugin: Measures): string =>
  [
    styled(
      "bold",
      `${"".padEnd(labelWidth)}${"without".padStart(columnWidth)}${"with".padStart(columnWidth)}`,
    ),
    ...labels.map(([label, key]) => {
      const [left, right] = [without[key], withPlugin[key]].map((value) =>
        thousands(Math.round(value)).padStart(columnWidth),
      )
      return `${label.padEnd(labelWidth)}${left}${right}`
    }),
  ].join("\n")
