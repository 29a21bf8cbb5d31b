import path from "node:path"
import { defineConfig } from "vitest/config"

/** The pure tests in the runtime of the host, which is not Node: see run.ts. */
export default defineConfig({
  // Its loader finds no names in the package's own bundle.
  ssr: { noExternal: ["zod"] },
  test: {
    name: "host-runtime",
    root: path.resolve(import.meta.dirname, "../.."),
    server: { deps: { inline: ["zod"] } },
    globalSetup: "test/run/global-setup.ts",
    maxWorkers: 2,
    isolate: false,
    testTimeout: 30 * 60_000,
    hookTimeout: 30 * 60_000,
    expect: { poll: { timeout: 5 * 60_000 } },
    include: ["test/{session,dispatch,workflow,host-unit}/**/*.test.ts", "test/*.test.ts"],
    // It is about npm, which runs in Node.
    exclude: ["test/package.test.ts"],
  },
})
