import { defineConfig } from "vitest/config"
import ofTree from "../../vitest.config.ts"
import { excludedTests, testProjects } from "./settings.ts"

/** Milliseconds; longer than any test takes on a busy machine: what a mutant lets wait ends here. */
const longestTest = 60_000

const { test } = ofTree({ command: "serve", mode: "test" })
/** Mutants are told apart by what a file of tests loads, so that no two may share it. */
const isolate = true

const projects = (ofTree.test?.projects ?? []).flatMap((project) => {
  if (typeof project !== "object" || !("test" in project) || !project.test) return []
  const { name } = project.test
  const isWanted = typeof name === "string" && testProjects.includes(name)
  return isWanted ? [{ ...project, test: { ...project.test, isolate } }] : []
})

/** Run by Stryker, in the copy of the tree. The projects take over what stands beside them. */
export default defineConfig({
  // Beside the copy's files: its node_modules are those of the working tree.
  cacheDir: "vite-cache",
  test: {
    exclude: excludedTests,
    globalSetup: "test/run/global-setup.ts",
    setupFiles: ["test/mutation/first-failure.ts"],
    testTimeout: longestTest,
    hookTimeout: longestTest,
    projects,
  },
})
