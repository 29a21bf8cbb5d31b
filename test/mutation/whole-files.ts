import { TestStatus } from "@stryker-mutator/api/test-runner"
import type { CompleteDryRunResult, TestResult } from "@stryker-mutator/api/test-runner"

type Coverage = NonNullable<CompleteDryRunResult["mutantCoverage"]>

/** Of a test's name as Stryker gives it, `test/some.test.ts#its title`. */
const fileOf = (test: string): string => test.split("#", 1)[0] ?? ""

/**
 * What each test reaches, widened to what any test of its file does. Tests of a file share scenes and
 * results that the first of them makes: it alone reaches the mutant, but another may see it.
 */
export const widenToFiles = (tests: readonly string[], coverage: Coverage): Coverage => {
  const reached = new Map<string, Record<string, number>>()
  for (const [test, mutants] of Object.entries(coverage.perTest)) {
    const ofFile = reached.get(fileOf(test)) ?? {}
    reached.set(fileOf(test), ofFile)
    // Once only: how often a mutant is reached bounds how long it may loop.
    for (const [mutant, times] of Object.entries(mutants)) if (times > 0) ofFile[mutant] = 1
  }
  return {
    ...coverage,
    perTest: Object.fromEntries(
      tests.map((test) => [test, { ...reached.get(fileOf(test)), ...coverage.perTest[test] }]),
    ),
  }
}

/**
 * Files none of whose tests ran. Stryker takes no notice where the set-up of a file fails, so that its
 * tests are skipped; they would then reach nothing.
 */
export const filesWithoutRun = (tests: readonly Pick<TestResult, "id" | "status">[]): string[] => {
  const ran = tests.filter(({ status }) => status !== TestStatus.Skipped)
  const filesThatRan = new Set(ran.map(({ id }) => fileOf(id)))
  return [...new Set(tests.map(({ id }) => fileOf(id)))].filter((file) => !filesThatRan.has(file))
}
