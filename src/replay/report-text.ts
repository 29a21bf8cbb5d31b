import { quote } from "../session/quote.ts"
import type { Figures } from "./figures.ts"
import type { GateResult } from "./gate.ts"
import { METRICS } from "./metrics.ts"
import type { Metric } from "./metrics.ts"
import type { SessionReport } from "./session-report.ts"

/** The report that a person reads. */
export function reportText(sessions: readonly SessionReport[], pooled: Figures): string {
  const rows = [
    ...sessions.map((session) => row(session.name, session.limit, session.figures)),
    ...(sessions.length > 1 ? [row("all sessions", undefined, pooled)] : []),
  ]
  return [table([HEAD, ...rows]), stagesLine(pooled), ...notes(sessions)].join("\n")
}

const HEAD = ["session", "limit", "requests", "over", ...METRICS.map(heading)]

/** Of a figure's column. */
export function heading({ name, unit }: Metric): string {
  if (name === "breaks") return "breaks/100"
  return unit === "ms" ? `${name} ms` : `${name} ${unit}`
}

const row = (name: string, limit: number | undefined, figures: Figures): readonly string[] => [
  name,
  limit === undefined ? "" : String(limit),
  String(figures.requests),
  String(figures.over),
  ...METRICS.map(({ value }) => shown(value(figures))),
]

export const shown = (value: number | undefined): string =>
  value === undefined ? "-" : value.toFixed(1)

function table(rows: readonly (readonly string[])[]): string {
  const widths = HEAD.map((_, column) =>
    Math.max(...rows.map((cells) => (cells[column] ?? "").length)),
  )
  return rows
    .map((cells) =>
      cells
        .map((cell, column) =>
          column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
        )
        .join("  "),
    )
    .join("\n")
}

/** In the order in which they act, by the names that the documentation uses. */
const STAGE_NAMES = [
  ["stage_a_prune", "Stage A"],
  ["stage_b_prompt", "Stage B"],
  ["stage_c_fallback", "turn ledger"],
  ["stage_d_recent", "last resort"],
] as const

function stagesLine({ stages }: Figures): string {
  const acted = STAGE_NAMES.flatMap(([stage, name]) => {
    const requests = stages[stage]
    return requests === undefined ? [] : [`${name} ${requests}`]
  })
  return `\nRequests with a batch, by stage: ${acted.join(", ") || "none"}.`
}

const notes = (sessions: readonly SessionReport[]): readonly string[] => {
  const chosen = sessions.some(({ limits }) => limits.chosen === "half-of-peak")
  return chosen
    ? [
        "Exports do not say how large the model's window is: each limit is half of the session's largest prompt. Set one with --context.",
      ]
    : []
}

/** One line a bound, and below one that does not hold, where to look. */
export const gateText = (results: readonly GateResult[]): string =>
  results.flatMap(gateLines).join("\n")

function gateLines({ figure, wanted, bound, value, holds, first }: GateResult): readonly string[] {
  const line = `${holds ? "holds" : "FAILS"}  ${figure}: ${shown(value)}, wanted ${wanted} ${bound}`
  if (!first) return [line]
  const { session, failure } = first
  if (!failure) return [line, `       worst session: ${session}`]
  return [
    line,
    `       first request: ${session}, the one answered by ${failure.message}`,
    ...(failure.fits
      ? []
      : [`       does not fit: forecast ${failure.forecast} tokens, sent ${failure.sent}`]),
    ...failure.lost
      .slice(0, MAX_LOST)
      .map(({ kind, text }) => `       lost ${kind}: ${oneLine(text)}`),
    ...(failure.lost.length > MAX_LOST
      ? [`       and ${failure.lost.length - MAX_LOST} more`]
      : []),
  ]
}

/** Lost items named for a request, and characters of one. */
const MAX_LOST = 8
const MAX_CHARACTERS = 100

const oneLine = (text: string): string =>
  quote(JSON.stringify(text).slice(1, -1), {
    characters: MAX_CHARACTERS,
    keepsSpace: true,
    cuts: "end",
  })
