import { spawnSync } from "node:child_process"
import { findHostBinary } from "../host/host-environment.ts"
import { patience } from "../run/patience.ts"

/** Far longer than any child takes, also on a busy machine: one that takes longer hangs. */
const childStarts = 0.2

/**
 * Runs one of this folder's programs in a process of its own, and returns the numbers it prints;
 * of one that hangs only those that came before.
 */
export function runChild(program: URL, args: readonly string[] = []): number[] {
  const { stdout, status, signal } = spawnSync(
    process.execPath,
    ["--expose-gc", program.pathname, ...args],
    { encoding: "utf8", timeout: patience(childStarts), stdio: ["ignore", "pipe", "inherit"] },
  )
  if (status !== 0 && signal === null) throw new Error(`${program.pathname} failed`)
  return stdout.split(" ").filter(Boolean).map(Number)
}

/** Runs one of them in the host's runtime, in which the plugin runs; the bench fails where it does. */
export function runInHost(program: URL): void {
  // The host's program is then its runtime alone.
  const env = { ...process.env, BUN_BE_BUN: "1" }
  const { status } = spawnSync(findHostBinary(), ["run", program.pathname], {
    stdio: "inherit",
    env,
  })
  if (status !== 0) process.exitCode = 1
}
