import { commonTokens, declareFactoryPlugin, PluginKind, tokens } from "@stryker-mutator/api/plugin"
import type { Injector, PluginContext } from "@stryker-mutator/api/plugin"
import { DryRunStatus, TestStatus } from "@stryker-mutator/api/test-runner"
import type { TestRunner } from "@stryker-mutator/api/test-runner"
import { strykerPlugins as vitestPlugins } from "@stryker-mutator/vitest-runner"
import { readSetUpErrors } from "./set-up-errors.ts"
import { filesWithoutRun, widenToFiles } from "./whole-files.ts"

/** Stryker's runner of Vitest, that runs files of tests as a whole. */
const createFileRunner = (injector: Injector<PluginContext>): TestRunner => {
  const [plugin] = vitestPlugins
  if (!plugin) throw new Error("Stryker's runner of Vitest has changed")
  const runner = plugin.factory(injector)
  return {
    capabilities: () => runner.capabilities(),
    init: async () => runner.init?.(),
    dispose: async () => runner.dispose?.(),
    mutantRun: (options) => runner.mutantRun(options),
    async dryRun(options) {
      const result = await runner.dryRun(options)
      if (result.status !== DryRunStatus.Complete || !result.mutantCoverage) return result
      // Stryker says itself which test failed; those behind it were not run.
      if (result.tests.some(({ status }) => status === TestStatus.Failed)) return result
      const without = filesWithoutRun(result.tests)
      if (without.length > 0)
        return {
          status: DryRunStatus.Error,
          errorMessage: `Without a mutant no test runs in ${without.join(", ")}\n${readSetUpErrors()}`,
        }
      const tests = result.tests.map(({ id }) => id)
      return { ...result, mutantCoverage: widenToFiles(tests, result.mutantCoverage) }
    },
  }
}
createFileRunner.inject = tokens(commonTokens.injector)

/** The name under which Stryker looks for plugins in a module. */
export const strykerPlugins = [
  declareFactoryPlugin(PluginKind.TestRunner, "vitest-by-file", createFileRunner),
]
