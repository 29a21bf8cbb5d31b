import { expect, it } from "vitest"
import type { Mutant } from "./mutant.ts"
import { readResults } from "./read-results.ts"

const mutant: Mutant = {
  file: "src/host/gate.ts",
  kind: "BooleanLiteral",
  location: { start: { line: 2, column: 0 }, end: { line: 2, column: 4 } },
  original: "true",
  replacement: "false",
}

const reportOf = (status: string, line = 3): string =>
  JSON.stringify({
    files: {
      "src/host/gate.ts": {
        mutants: [
          {
            mutatorName: "BooleanLiteral",
            replacement: "false",
            location: { start: { line, column: 1 }, end: { line, column: 5 } },
            status,
          },
        ],
      },
    },
  })

it.each([
  ["Killed", "killed"],
  ["RuntimeError", "killed"],
  ["Survived", "survived"],
  ["NoCoverage", "no test"],
  ["Timeout", "timed out"],
])("what Stryker calls %s is %s", (status, outcome) => {
  expect(readResults(reportOf(status), [mutant])).toEqual([{ mutant, outcome }])
})

it("a mutant that was not run is an error, not a gap in the table", () => {
  expect(() => readResults(reportOf("Killed", 4), [mutant])).toThrow("Stryker reports nothing")
  expect(() => readResults(reportOf("CompileError"), [mutant])).toThrow("CompileError")
})
