import { defineConfig } from "vitest/config"
import ofTree from "../../vitest.config.ts"
import { excludedTests, testProjects } from "./settings.ts"
import { setUpErrors } from "./set-up-errors.ts"

/**
 * Milliseconds; far longer than any test takes on a busy machine. What a mutant lets wait for ever ends
 * here, or where Stryker gives up on all its tests, which is much later for many of them.
 */
const longestTest = 300_000
const longestPoll = 120_000
/** Stryker notes what a file of tests loads: none may find what another has loaded. */
const isolate = true

const { test } = ofTree({ command: "serve", mode: "test" })
const projects = (test?.projects ?? []).flatMap((project) => {
  if (typeof project !== "object" || !("test" in project) || !project.test) return []
  // The first failure ends a run: what costs less comes first.
  const groupOrder = testProjects.findIndex((name) => name === project.test?.name)
  const options = { ...project.test, isolate, sequence: { groupOrder } }
  return groupOrder < 0 ? [] : [{ ...project, test: options }]
})

/** Run by Stryker, in the copy of the tree. The projects take over what stands beside them. */
export default defineConfig({
  // Beside the copy's files: its node_modules are those of the working tree.
  cacheDir: "vite-cache",
  test: {
    ...test,
    globalSetup: "test/mutation/record-texts.ts",
    exclude: excludedTests,
    reporters: [setUpErrors],
    setupFiles: ["test/mutation/first-failure.ts", "test/mutation/set-up-coverage.ts"],
    testTimeout: longestTest,
    hookTimeout: longestTest,
    expect: { poll: { timeout: longestPoll } },
    projects,
  },
})
