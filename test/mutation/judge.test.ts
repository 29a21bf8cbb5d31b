import { describe, expect, it } from "vitest"
import { isUnder, sharesOf } from "./judge.ts"
import type { Outcome, Result } from "./read-results.ts"
import { bounds } from "./settings.ts"

const resultsOf = (file: string, outcome: Outcome, count: number): Result[] =>
  Array.from({ length: count }, () => ({
    outcome,
    mutant: {
      file,
      kind: "BooleanLiteral",
      location: { start: { line: 0, column: 0 }, end: { line: 0, column: 4 } },
      original: "true",
      replacement: "false",
    },
  }))

const underOf = (results: readonly Result[]): string[] => {
  const shares = sharesOf(results)
  return shares.filter((share) => isUnder(share, shares.length === 1)).map(({ name }) => name)
}

const session = "src/session/plan.ts"
const host = "src/host/gate.ts"

const withHost = (killed: number): Result[] => [
  ...resultsOf(session, "killed", 1_000),
  ...resultsOf(host, "killed", killed),
  ...resultsOf(host, "survived", 100 - killed),
]

describe("the share of mutants that tests notice", () => {
  it("has those that a test fails or never ends with", () => {
    const [share] = sharesOf([
      ...resultsOf(session, "killed", 5),
      ...resultsOf(session, "timed out", 1),
      ...resultsOf(session, "survived", 1),
      ...resultsOf(session, "no test", 1),
    ])
    expect(share?.noticed).toBe(75)
    expect(share?.counts).toEqual({ killed: 5, "timed out": 1, survived: 1, "no test": 1 })
  })

  it("is enough at its bound, and not under it", () => {
    expect(underOf(withHost(bounds.host ?? 0))).toEqual([])
    expect(underOf(withHost((bounds.host ?? 0) - 1))).toEqual(["host"])
  })

  it("is judged over all rooms together where they have no bound of their own", () => {
    const results = [
      ...resultsOf(host, "killed", 10),
      ...resultsOf(session, "killed", 10),
      ...resultsOf(session, "survived", 10),
    ]
    expect(underOf(results)).toEqual(["all"])
  })

  it.each([
    [session, 84, ["session"]],
    [session, 85, []],
    [host, 80, []],
  ])("of %s alone, at %d %, is under: %j", (file, killed, under) => {
    const results = [
      ...resultsOf(file, "killed", killed),
      ...resultsOf(file, "survived", 100 - killed),
    ]
    expect(underOf(results)).toEqual(under)
  })
})
