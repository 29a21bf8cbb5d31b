/** Milliseconds that a piece of work took. */
export interface Spent {
  readonly wall: number
  /** Of the processor: hardly more where other jobs share the machine. */
  readonly cpu: number
}

export async function spentOn(run: () => Promise<unknown>): Promise<Spent> {
  const before = process.cpuUsage()
  const started = performance.now()
  await run()
  const wall = performance.now() - started
  const { user, system } = process.cpuUsage(before)
  return { wall, cpu: (user + system) / 1_000 }
}
