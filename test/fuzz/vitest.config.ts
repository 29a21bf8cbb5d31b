import { randomInt } from "node:crypto"
import fs from "node:fs"
import path from "node:path"
import { defineConfig } from "vitest/config"

/**
 * The suite's properties on other cases each time, and on more of them. What fails here becomes a
 * test of its own in the suite, where the cases stay the same.
 */
const seed = process.env["FUZZ_SEED"] ?? String(randomInt(2 ** 31))
const factor = process.env["FUZZ_FACTOR"] ?? "20"
process.stdout.write(
  `Seed ${seed}, ${factor} times the cases. The same again: FUZZ_SEED=${seed} FUZZ_FACTOR=${factor} npm run fuzz\n`,
)

const root = path.resolve(import.meta.dirname, "../..")
const isProperty = (name: string): boolean =>
  name.endsWith(".test.ts") &&
  /builders\/(?:holds|shared-cases)\.ts"/.test(fs.readFileSync(path.join(root, name), "utf8"))

export default defineConfig({
  test: {
    name: "unit",
    root,
    globalSetup: "test/run/global-setup.ts",
    include: fs
      .readdirSync(path.join(root, "test"), { recursive: true, encoding: "utf8" })
      .map((name) => path.posix.join("test", name))
      .filter(isProperty),
    env: { FUZZ_SEED: seed, FUZZ_FACTOR: factor },
    maxWorkers: 2,
    testTimeout: 60 * 60_000,
    hookTimeout: 60 * 60_000,
  },
})
