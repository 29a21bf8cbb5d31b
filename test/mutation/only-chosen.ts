import fs from "node:fs"
import { CheckStatus } from "@stryker-mutator/api/check"
import type { Checker, CheckResult } from "@stryker-mutator/api/check"
import { declareFactoryPlugin, PluginKind } from "@stryker-mutator/api/plugin"
import path from "node:path"
import { nameOf } from "./mutant.ts"
import { chosenFile } from "./settings.ts"

/** What Stryker is told of a mutant that is not to be run. */
const left: CheckResult = { status: CheckStatus.CompileError, reason: "not chosen" }
const taken: CheckResult = { status: CheckStatus.Passed }

/**
 * Lets only the chosen mutants run. Stryker mutates ranges of a source, so it has others as well: all
 * that lie within a chosen one, and other changes of the same place.
 */
const createChecker = (): Checker => {
  const chosen = new Set<string>()
  return {
    async init() {
      for (const name of JSON.parse(fs.readFileSync(chosenFile, "utf8"))) chosen.add(name)
    },
    async group(mutants) {
      return [mutants.map(({ id }) => id)]
    },
    async check(mutants) {
      const results = mutants.map(({ id, fileName, mutatorName, location, replacement }) => {
        const file = path.relative(process.cwd(), fileName).replaceAll(path.sep, "/")
        const isChosen = chosen.has(nameOf({ file, kind: mutatorName, location, replacement }))
        return [id, isChosen ? taken : left] as const
      })
      return Object.fromEntries(results)
    },
  }
}
createChecker.inject = [] as const

/** The name under which Stryker looks for plugins in a module. */
export const strykerPlugins = [
  declareFactoryPlugin(PluginKind.Checker, "only-chosen", createChecker),
]
