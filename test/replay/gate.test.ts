import { describe, expect, it } from "vitest"
import { figuresOf } from "../../src/replay/figures.ts"
import { checkGate, parseGate } from "../../src/replay/gate.ts"
import type { GateResult } from "../../src/replay/gate.ts"
import { gateText, reportText } from "../../src/replay/report-text.ts"
import { reportSession } from "../../src/replay/session-report.ts"
import type { SessionReport } from "../../src/replay/session-report.ts"
import type { ReplayedRequest } from "../../src/replay/replay-session.ts"
import { replayedRequest } from "../builders/replay.ts"

const item = (kept: boolean) => ({ kind: "line" as const, text: "\tconst total = 1", kept })
const good = [replayedRequest({ message: "msg_g1", items: [item(true)] })]
const bad = [
  replayedRequest({ message: "msg_b1", items: [item(true)] }),
  replayedRequest({ message: "msg_b2", items: [item(false)], sent: 1_600, forecast: 1_500 }),
]

const report = (name: string, requests: readonly ReplayedRequest[]): SessionReport =>
  reportSession({
    name,
    id: name,
    limits: { context: 1_200, output: 200, chosen: "given" },
    requests,
  })

const check = (gate: string): readonly GateResult[] => {
  const parsed = parseGate(gate)
  if (!parsed.ok) throw new Error(parsed.problem)
  return checkGate({
    bounds: parsed.bounds,
    sessions: [report("good", good), report("bad", bad)],
    pooled: figuresOf([...good, ...bad]),
  })
}

describe("a gate", () => {
  it("holds where the figure is as good as its bound, whichever way is better", () => {
    expect(check("parity=66,lines=66.6,cost=54,sent=53.4").map(({ holds }) => holds)).toEqual([
      true,
      true,
      true,
      true,
    ])
  })

  it("names the figure, the first request that spoils it, and what that lost", () => {
    expect(gateText(check("parity=96,fit=60"))).toBe(
      [
        "FAILS  parity: 66.7, wanted at least 96",
        "       first request: bad, the one answered by msg_b2",
        "       does not fit: forecast 1500 tokens, sent 1600",
        "       lost line: \\tconst total = 1",
        "holds  fit: 66.7, wanted at least 60",
      ].join("\n"),
    )
  })

  it("looks at the worst session, and names it where no request can be", () => {
    expect(gateText(check("parity.worst=60,cost.worst=50"))).toBe(
      [
        "FAILS  parity.worst: 50.0, wanted at least 60",
        "       first request: bad, the one answered by msg_b2",
        "       does not fit: forecast 1500 tokens, sent 1600",
        "       lost line: \\tconst total = 1",
        "FAILS  cost.worst: 60.0, wanted at most 50",
        "       worst session: bad",
      ].join("\n"),
    )
  })

  it("holds where there is nothing to measure", () => {
    expect(check("paths=100")).toEqual([
      { figure: "paths", wanted: "at least", bound: 100, value: undefined, holds: true },
    ])
  })

  it.each(["parity", "parity=", "parity=much", "speed=1", "", "parity=96;lines=98"])(
    "is not read from %j",
    (text) => {
      expect(parseGate(text)).toEqual({
        ok: false,
        problem: `Expected --gate as FIGURE=NUMBER or FIGURE.worst=NUMBER, separated by commas, got "${text}". Figures: fit, parity, items, lines, paths, sent, cost, breaks, refetch, p50, max.`,
      })
    },
  )
})

it("the report has a row a session and one for all, in columns", () => {
  const text = reportText([report("good", good), report("bad", bad)], figuresOf([...good, ...bad]))
  const rows = text.split("\n").map((line) => line.trim().split(/\s{2,}/))
  expect(rows.slice(0, 4).map((cells) => cells.slice(0, 7))).toEqual([
    ["session", "limit", "requests", "over", "fit %", "parity %", "items %"],
    ["good", "1000", "1", "1", "100.0", "100.0", "100.0"],
    ["bad", "1000", "2", "2", "50.0", "50.0", "50.0"],
    ["all sessions", "3", "3", "66.7", "66.7", "66.7", "66.7"],
  ])
})
