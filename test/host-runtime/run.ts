import { spawn } from "node:child_process"
import { createRequire } from "node:module"
import path from "node:path"
import { fileURLToPath } from "node:url"
import { findHostBinary } from "../host/host-environment.ts"
import { findRepository } from "../run/find-repository.ts"

/**
 * Runs the pure tests in the runtime of the host. The plugin runs there: what Node does is no proof, as
 * its regular expressions, buffers and files differ in places.
 */
const root = findRepository(path.dirname(fileURLToPath(import.meta.url)))
const vitest = path.join(
  path.dirname(createRequire(import.meta.url).resolve("vitest/package.json")),
  "vitest.mjs",
)
const config = path.join(root, "test/host-runtime/vitest.config.ts")
spawn(
  findHostBinary(),
  ["run", vitest, "run", "--config", config, ...process.argv.slice(2)],
  // The host's program is then its runtime alone.
  { cwd: root, stdio: "inherit", env: { ...process.env, BUN_BE_BUN: "1" } },
).on("exit", (code) => void (process.exitCode = code ?? 1))
