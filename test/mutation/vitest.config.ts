import { defineConfig } from "vitest/config"
import ofTree from "../../vitest.config.ts"
import { excludedTests, testProjects } from "./settings.ts"

/** Milliseconds; longer than any test takes on a busy machine: what a mutant lets wait ends here. */
const longestTest = 60_000

const projects = (ofTree.test?.projects ?? []).filter((project) => {
  const name = typeof project === "object" && "test" in project && project.test?.name
  return typeof name === "string" && testProjects.includes(name)
})

/** Run by Stryker, in the copy of the tree. The projects take over what stands beside them. */
export default defineConfig({
  // Beside the copy's files: its node_modules are those of the working tree.
  cacheDir: "vite-cache",
  test: {
    exclude: excludedTests,
    setupFiles: ["test/mutation/fixed-cases.ts"],
    testTimeout: longestTest,
    hookTimeout: longestTest,
    projects,
  },
})
