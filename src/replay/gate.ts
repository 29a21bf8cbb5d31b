import type { Figures } from "./figures.ts"
import { METRICS } from "./metrics.ts"
import type { Metric } from "./metrics.ts"
import type { Failure, SessionReport } from "./session-report.ts"

/** A bound on a figure: of all sessions pooled, or of the worst one. */
export interface Bound {
  readonly metric: Metric
  readonly scope: "pooled" | "worst"
  readonly bound: number
}

export type ParsedGate =
  | { readonly ok: true; readonly bounds: readonly Bound[] }
  | { readonly ok: false; readonly problem: string }

/** Reads `parity=96,cost=70,parity.worst=90`. */
export function parseGate(text: string): ParsedGate {
  const bounds: Bound[] = []
  for (const piece of text.split(",").map((entry) => entry.trim())) {
    const [, name = "", worst, value = ""] = /^(\w+)(\.worst)?=(.*)$/.exec(piece) ?? []
    const metric = METRICS.find((candidate) => candidate.name === name)
    const bound = value.trim() === "" ? Number.NaN : Number(value)
    if (!metric || !Number.isFinite(bound)) return { ok: false, problem: badGate(piece) }
    bounds.push({ metric, scope: worst ? "worst" : "pooled", bound })
  }
  return { ok: true, bounds }
}

const badGate = (piece: string): string =>
  `Expected --gate as FIGURE=NUMBER or FIGURE.worst=NUMBER, separated by commas, got "${piece}". Figures: ${METRICS.map(({ name }) => name).join(", ")}.`

export interface GateResult {
  /** As it was asked for: `parity.worst`. */
  readonly figure: string
  readonly wanted: "at least" | "at most"
  readonly bound: number
  /** Undefined where there was nothing to measure: that holds any bound. */
  readonly value: number | undefined
  readonly holds: boolean
  /** Where the figure is bad: its session, and the first request where one can be named. */
  readonly first?: { readonly session: string; readonly failure: Failure | undefined }
}

export function checkGate({
  bounds,
  sessions,
  pooled,
}: {
  readonly bounds: readonly Bound[]
  readonly sessions: readonly SessionReport[]
  readonly pooled: Figures
}): readonly GateResult[] {
  return bounds.map(({ metric, scope, bound }) => {
    const bySession = rank(metric, sessions)
    const value = scope === "pooled" ? metric.value(pooled) : bySession[0]?.value
    const holds =
      value === undefined || (metric.wanted === "high" ? value >= bound : value <= bound)
    const first = holds ? undefined : firstFailure(metric, scope, { bySession, sessions })
    return {
      figure: scope === "worst" ? `${metric.name}.worst` : metric.name,
      wanted: metric.wanted === "high" ? "at least" : "at most",
      bound,
      value,
      holds,
      ...(first ? { first } : {}),
    }
  })
}

interface Ranked {
  readonly session: SessionReport
  readonly value: number
}

/** Sessions with that figure, the worst first. */
const rank = (metric: Metric, sessions: readonly SessionReport[]): readonly Ranked[] =>
  sessions
    .flatMap((session) => {
      const value = metric.value(session.figures)
      return value === undefined ? [] : [{ session, value }]
    })
    .toSorted((a, b) => (metric.wanted === "high" ? a.value - b.value : b.value - a.value))

/** In file order where a request can be named; else the session with the worst figure. */
function firstFailure(
  metric: Metric,
  scope: Bound["scope"],
  { bySession, sessions }: { bySession: readonly Ranked[]; sessions: readonly SessionReport[] },
): GateResult["first"] {
  const worst = bySession[0]?.session
  const { failed } = metric
  for (const session of scope === "worst" && worst ? [worst] : sessions) {
    const failure = failed && session.failures.find(failed)
    if (failure) return { session: session.name, failure }
  }
  return worst && { session: worst.name, failure: undefined }
}
