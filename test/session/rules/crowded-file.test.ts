import { afterEach, describe, expect, it, vi } from "vitest"
import { standingInputs } from "../../../src/session/rules/standing-inputs.ts"
import { supersededReads } from "../../../src/session/rules/superseded-reads.ts"
import { crowdedFiles } from "../../builders/crowded-file.ts"
import { effectOf } from "../../builders/rule-effect.ts"

afterEach(() => void vi.unstubAllGlobals())

/** Lines are looked up in maps, whatever is compared with what. */
function lookUps(work: () => unknown): number {
  let count = 0
  class CountingMap<K, V> extends Map<K, V> {
    override get(key: K): V | undefined {
      count++
      return super.get(key)
    }
    override has(key: K): boolean {
      count++
      return super.has(key)
    }
  }
  vi.stubGlobal("Map", CountingMap)
  work()
  vi.unstubAllGlobals()
  return count
}

describe("a file in many pieces is compared in steps in their number", () => {
  it.each(crowdedFiles)("for %s", (_, make) => {
    const stepsOf = (count: number): number => {
      const transcript = make(count)
      return lookUps(() =>
        [standingInputs, supersededReads].map((rule) => effectOf(rule, transcript)),
      )
    }
    expect(stepsOf(400) / stepsOf(100)).toBeLessThan(5)
  })
})
