import fs from "node:fs"
import type { TestModule } from "vitest/node"
import { setUpErrorsFile } from "./settings.ts"

/** Notes why the set-up of a file of tests failed, which Stryker does not pass on. */
export const setUpErrors = {
  onTestModuleEnd(tests: TestModule): void {
    const suites = [...tests.children.allSuites()]
    const errors = [tests, ...suites].flatMap((suite) => suite.errors())
    for (const { stack, message } of errors)
      fs.appendFileSync(setUpErrorsFile, `${tests.relativeModuleId}: ${stack ?? message}\n`)
  },
}

export const readSetUpErrors = (): string =>
  fs.existsSync(setUpErrorsFile) ? fs.readFileSync(setUpErrorsFile, "utf8") : ""
