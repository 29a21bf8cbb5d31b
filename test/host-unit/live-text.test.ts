import { expect, it } from "vitest"
import { liveText } from "../../src/host/live-text.ts"
import type { LiveReport } from "../../src/host/measure-live.ts"

const report: LiveReport = {
  model: "small",
  repeats: 2,
  candidates: 9,
  asked: [],
  agreement: { repeat: { kept: 1, of: 4 }, compacted: { kept: 0, of: 0 } },
  answers: 5,
  problems: [],
  stopped: undefined,
}

it("live figures are told with what was asked, and no share of nothing", () => {
  expect(liveText(report).split("\n")).toEqual([
    "Live: small, 0 of 9 requests with a changed prompt, 2 times each way; 5 usable answers.",
    "  same action, full and full:      25.0 % of 4 pairs",
    "  same action, full and compacted: - % of 0 pairs",
  ])
})

it("live figures are told with what went wrong, and why they were given up", () => {
  const problems = [
    { problem: "no answer", times: 2 },
    { problem: "no JSON", times: 1 },
  ]
  expect(
    liveText({ ...report, problems, stopped: "a wrong key" })
      .split("\n")
      .slice(3),
  ).toEqual(["  2 × no answer", "  1 × no JSON", "  Given up: a wrong key"])
})
