import { afterEach, beforeEach, describe, expect, it, vi } from "vitest"
import { inHook } from "../../src/host/hook-time.ts"
import { createLookUps } from "../../src/host/look-ups.ts"

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const hangs = (): Promise<never> => new Promise(() => {})
const fails = (): Promise<never> => Promise.reject(new Error("offline"))
const nothing = async (): Promise<undefined> => undefined

/** A question that is answered like this, as often as it is really asked. */
const asking = (answer: () => Promise<string | undefined>, afterFailureMs = 5_000) => {
  const lookUp = createLookUps({ afterFailureMs })
  let asked = 0
  const ask = async (mostMs?: number): Promise<string | undefined> => {
    const looked = lookUp(
      "providers",
      () => {
        asked++
        return answer()
      },
      { ...(mostMs !== undefined && { mostMs }) },
    )
    await vi.advanceTimersByTimeAsync(mostMs ?? 3_000)
    return looked
  }
  return { ask, lookUp, asked: () => asked }
}
const pass = (seconds: number): void => void vi.advanceTimersByTime(1_000 * seconds)

describe("a question that hangs", () => {
  it("is not asked again for a minute, and then for twice as long each time, up to ten", async () => {
    const { ask, asked } = asking(hangs)
    const counts: number[] = []
    for (const pause of [60, 120, 240, 480, 600, 600]) {
      await ask()
      // The wait of this look belongs to the pause.
      pass(pause - 4)
      await ask()
      counts.push(asked())
      pass(4)
    }
    expect(counts).toEqual([1, 2, 3, 4, 5, 6])
  })

  it("has come to nothing once where many ask at the same time", async () => {
    const { ask, lookUp, asked } = asking(hangs)
    const together = [1, 2, 3].map(() => lookUp("providers", hangs, { mostMs: 3_000 }))
    await ask()
    await Promise.all(together)
    pass(60)
    await ask()
    expect(asked()).toBe(2)
  })

  it("costs its wait once, however many ask", async () => {
    const { ask, lookUp, asked } = asking(hangs)
    await ask()
    const answers = await Promise.all([1, 2, 3].map(() => lookUp("providers", hangs)))
    expect([answers, asked()]).toEqual([[undefined, undefined, undefined], 1])
  })

  it("is asked again as soon as an answer comes late", async () => {
    const { ask, asked } = asking(
      () => new Promise((resolve) => setTimeout(resolve, 4_000, "late")),
    )
    await ask()
    await vi.advanceTimersByTimeAsync(1_000)
    void ask()
    expect(asked()).toBe(2)
  })

  it("does not count as hanging where a hook had no second left for it", async () => {
    const { lookUp, asked, ask } = asking(async () => "told")
    const hook = inHook(async () => {
      await lookUp("messages", hangs, { mostMs: 4_500 })
      await lookUp("providers", hangs)
    })
    await vi.advanceTimersByTimeAsync(5_000)
    await hook
    expect([await ask(), asked()]).toEqual(["told", 1])
  })
})

describe("a question that fails at once", () => {
  it.each([
    ["throws", fails],
    ["is answered with nothing", nothing],
  ])("is asked again after a while where it %s", async (_, answer) => {
    const { lookUp } = asking(answer)
    const ask = vi.fn(answer)
    await lookUp("agents", ask)
    await lookUp("agents", ask)
    expect(ask).toHaveBeenCalledTimes(1)
    pass(5)
    await lookUp("agents", ask)
    pass(9)
    await lookUp("agents", ask)
    expect(ask).toHaveBeenCalledTimes(2)
    pass(1)
    await lookUp("agents", ask)
    expect(ask).toHaveBeenCalledTimes(3)
  })

  it("is asked again at once where no pause is wanted", async () => {
    const lookUp = createLookUps({ afterFailureMs: 0 })
    const ask = vi.fn(fails)
    await lookUp("session", ask)
    await lookUp("session", ask)
    expect(ask).toHaveBeenCalledTimes(2)
  })

  it("holds up no other question, and an answer ends what was remembered", async () => {
    const lookUp = createLookUps({ afterFailureMs: 5_000 })
    const answers = [undefined, "told", undefined, "told"]
    const ask = vi.fn(async () => answers.shift())
    await lookUp("agents", ask)
    expect(await lookUp("tools", async () => "other")).toBe("other")
    pass(5)
    expect(await lookUp("agents", ask)).toBe("told")
    await lookUp("agents", ask)
    pass(5)
    expect(await lookUp("agents", ask)).toBe("told")
  })
})
