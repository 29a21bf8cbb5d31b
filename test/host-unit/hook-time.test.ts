import { afterEach, beforeEach, describe, expect, it, vi } from "vitest"
import { apartFromHook, inHook, waitForHost } from "../../src/host/hook-time.ts"

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const hangs = (): Promise<never> => new Promise(() => {})
const after = (ms: number) => (): Promise<number> =>
  new Promise((resolve) => setTimeout(() => resolve(ms), ms))

/** When work ended, milliseconds of the fake clock. */
const endOf = async (work: () => Promise<unknown>): Promise<number> => {
  const started = performance.now()
  let end = -1
  const running = work().then(() => (end = performance.now() - started))
  await vi.advanceTimersByTimeAsync(60_000)
  await running
  return end
}
const waits = async (...calls: readonly (() => Promise<unknown>)[]): Promise<void> => {
  for (const call of calls) await waitForHost(call)
}

describe("a hook", () => {
  it.each<[string, readonly (() => Promise<unknown>)[], number]>([
    ["waits three seconds for one call that hangs", [hangs], 3_000],
    ["waits five seconds for all that hang one after the other", [hangs, hangs, hangs], 5_000],
    ["waits five seconds beside calls that are slow", [after(2_900), hangs, after(1)], 5_000],
    ["waits as long as its calls take", [after(100), after(200)], 300],
  ])("%s", async (_, calls, end) => {
    expect(await endOf(() => inHook(() => waits(...calls)))).toBe(end)
  })

  it("counts calls that hang at the same time once", async () => {
    expect(
      await endOf(() =>
        inHook(async () => {
          await Promise.all([waits(hangs, hangs), waits(hangs, hangs)])
        }),
      ),
    ).toBe(5_000)
  })

  it("shares its time with the steps that it is made of", async () => {
    expect(
      await endOf(() =>
        inHook(async () => {
          await inHook(() => waits(hangs))
          await inHook(() => waits(hangs))
        }),
      ),
    ).toBe(5_000)
  })

  it("asks nothing any more when its time is up", async () => {
    const asked = vi.fn(hangs)
    await endOf(() => inHook(() => waits(hangs, hangs, asked)))
    expect(asked).not.toHaveBeenCalled()
  })

  it("does not spend its time on what it does itself, or waits for of others", async () => {
    expect(
      await endOf(() =>
        inHook(async () => {
          await after(50_000)()
          await waits(hangs)
        }),
      ),
    ).toBe(53_000)
  })

  it("gives a hook that the host calls meanwhile its own time", async () => {
    let inner = -1
    const host = async () => {
      inner = await new Promise<number>((resolve) => {
        const started = performance.now()
        void inHook(() => waits(hangs, hangs)).then(() => resolve(performance.now() - started))
      })
    }
    await endOf(() =>
      inHook(async () => {
        await waits(hangs)
        await waitForHost(host)
      }),
    )
    expect(inner).toBe(5_000)
  })

  it.each<[string, (work: () => Promise<void>) => Promise<void>]>([
    ["what nobody waits for", (work) => inHook(async () => void apartFromHook(work))],
    ["what goes on behind it", (work) => inHook(async () => void setTimeout(() => void work()))],
  ])("leaves %s the time of its calls", async (_, run) => {
    let end = -1
    await run(async () => {
      const started = performance.now()
      await waits(hangs, hangs, hangs)
      end = performance.now() - started
    })
    await vi.advanceTimersByTimeAsync(60_000)
    expect(end).toBe(9_000)
  })
})
