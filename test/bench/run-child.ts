import { spawnSync } from "node:child_process"

/** Longer than any child should take. */
const timeoutMs = 20_000

/**
 * Runs one of this folder's programs in a process of its own, and returns the numbers it prints;
 * of one that takes too long only those that came in time.
 */
export function runChild(program: URL, args: readonly string[] = []): number[] {
  const { stdout, status, signal } = spawnSync(
    process.execPath,
    ["--expose-gc", program.pathname, ...args],
    { encoding: "utf8", timeout: timeoutMs, stdio: ["ignore", "pipe", "inherit"] },
  )
  if (status !== 0 && signal === null) throw new Error(`${program.pathname} failed`)
  return stdout.split(" ").filter(Boolean).map(Number)
}
