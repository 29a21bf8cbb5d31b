import { defineConfig } from "vitest/config"

/** A run of its own that ends only by being killed: see test/run/guardian.test.ts. */
export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ["endless.ts"],
    globalSetup: "../global-setup.ts",
    maxWorkers: 1,
    testTimeout: 0,
  },
})
