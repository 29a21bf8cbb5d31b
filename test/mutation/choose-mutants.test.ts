import { describe, expect, it } from "vitest"
import { chooseMutants } from "./choose-mutants.ts"
import type { Mutant } from "./mutant.ts"
import { fewestOfRoom, roomOf } from "./settings.ts"

const mutantsOf = (file: string, count: number): Mutant[] =>
  Array.from({ length: count }, (_, line) => ({
    file,
    kind: "BooleanLiteral",
    location: { start: { line, column: 0 }, end: { line, column: 4 } },
    original: "true",
    replacement: "false",
  }))

const session = mutantsOf("src/session/plan.ts", 600)
const host = mutantsOf("src/host/gate.ts", 390)
const top = mutantsOf("src/plugin.ts", 10)
const all = [...session, ...host, ...top]

const countOf = (room: string, mutants: readonly Mutant[]): number =>
  mutants.filter(({ file }) => roomOf(file) === room).length

const hostChoice = (mutants: readonly Mutant[]): Mutant[] =>
  chooseMutants(mutants, { seed: 1, count: 100 }).filter(({ file }) => roomOf(file) === "host")

describe("mutants of a run", () => {
  it("are the same for the same seed, and others for another", () => {
    const chosen = chooseMutants(all, { seed: 1, count: 100 })
    expect(chooseMutants(all, { seed: 1, count: 100 })).toEqual(chosen)
    expect(chooseMutants(all, { seed: 2, count: 100 })).not.toEqual(chosen)
  })

  it("are of every room as many as it has a share, and some of the smallest", () => {
    const chosen = chooseMutants(all, { seed: 1, count: 100 })
    expect(countOf("session", chosen)).toBe(60)
    expect(countOf("host", chosen)).toBe(39)
    expect(countOf("top", chosen)).toBe(fewestOfRoom)
  })

  it("are each there once", () => {
    const chosen = chooseMutants(all, { seed: 1, count: 100 })
    expect(new Set(chosen).size).toBe(chosen.length)
  })

  it("are all where fewer are there than asked for", () => {
    const chosen = chooseMutants(all, { seed: 1, count: 2_000 })
    expect(new Set(chosen)).toEqual(new Set(all))
  })

  it("are of one room where one is asked for", () => {
    const chosen = chooseMutants(all, { seed: 1, count: 100, room: "host" })
    expect(chosen).toHaveLength(100)
    expect(countOf("host", chosen)).toBe(100)
  })

  it("of one room stay where sources of another change", () => {
    const changed = [...mutantsOf("src/session/other.ts", 600), ...host, ...top]
    expect(hostChoice(changed)).toEqual(hostChoice(all))
  })
})
