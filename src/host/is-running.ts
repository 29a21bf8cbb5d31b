/** Whether a process of this machine still runs, whoever's it is. */
export function isRunning(pid: number): boolean {
  // Zero and less mean groups of processes.
  if (!Number.isSafeInteger(pid) || pid <= 0) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM"
  }
}
