import { TestStatus } from "@stryker-mutator/api/test-runner"
import { expect, it } from "vitest"
import { filesWithoutRun, widenToFiles } from "./whole-files.ts"

it("a test reaches what the others of its file reach, and what it reached itself as often", () => {
  const tests = ["a.test.ts#makes", "a.test.ts#looks at the same", "b.test.ts#is on its own"]
  const perTest = {
    "a.test.ts#makes": { "1": 5, "2": 0 },
    "a.test.ts#looks at the same": { "3": 2 },
    "b.test.ts#is on its own": { "4": 1 },
  }
  expect(widenToFiles(tests, { static: { "9": 1 }, perTest })).toEqual({
    static: { "9": 1 },
    perTest: {
      "a.test.ts#makes": { "1": 5, "2": 0, "3": 1 },
      "a.test.ts#looks at the same": { "1": 1, "3": 2 },
      "b.test.ts#is on its own": { "4": 1 },
    },
  })
})

it("a test whose file reaches nothing stays without", () => {
  expect(widenToFiles(["a.test.ts#one"], { static: {}, perTest: {} }).perTest).toEqual({
    "a.test.ts#one": {},
  })
})

it("files are named in which no test ran, not those where one is skipped", () => {
  const tests = [
    { id: "a.test.ts#one", status: TestStatus.Skipped },
    { id: "a.test.ts#two", status: TestStatus.Skipped },
    { id: "b.test.ts#one", status: TestStatus.Skipped },
    { id: "b.test.ts#two", status: TestStatus.Success },
  ]
  expect(filesWithoutRun(tests)).toEqual(["a.test.ts"])
})
