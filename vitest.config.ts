import { defineConfig } from "vitest/config"

/**
 * Milliseconds. No test is judged by the clock: what waits for something that may never come has a
 * limit of its own, which says what it waited for (test/run/patience.ts). This ends what has none.
 */
const lastResort = 30 * 60_000

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: "test/run/global-setup.ts",
    // Tests on the real host start processes and databases; two cores carry two of them at once.
    maxWorkers: 2,
    testTimeout: lastResort,
    hookTimeout: lastResort,
  },
})
