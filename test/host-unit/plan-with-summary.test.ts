import { afterEach, describe, expect, it, vi } from "vitest"
import type { AskOptions, ChildSessions } from "../../src/host/child-sessions.ts"
import type { HostMessages } from "../../src/host/plan-messages.ts"
import { summarizingToast } from "../../src/session/texts.ts"
import { contentOf, prompted, stepped } from "../builders/host-messages.ts"
import { planning } from "../builders/planning.ts"
import type { PlanningOptions } from "../builders/planning.ts"
import { createFakeChildren } from "./fake-children.ts"

const SUMMARY = "## Objective\nIt.\n## Work done\nAll was read.\n## Next step\nNone."
const summarize = { enabled: true, ahead: 1, timeout: 7_000 }
const options = {
  summarize,
  prune: false,
  compact: false,
  budget: { trigger: 6_000, target: 4_000 },
  protect: { steps: 1 },
}
/** Steps whose lines alone would fill a good part of the target. */
const work: HostMessages = [
  prompted("m10", "Go"),
  ...Array.from({ length: 50 }, (_, at) =>
    stepped(`m${at + 11}`, {
      tool: "bash",
      input: { command: `make part-${at} ${"and on ".repeat(12)}` },
      output: `Made part ${at}.\n${"So it went on.\n".repeat(30)}`,
    }),
  ),
]

type Ask = ChildSessions["ask"]
const good: Ask = async () => ({ text: SUMMARY, prompt: 900, output: 20 })

const open = (ask: Ask = good, given: PlanningOptions = {}) => {
  const asked: AskOptions[] = []
  const scene = planning({
    limits: { context: 21_000, output: 1_000 },
    ...given,
    options: { ...options, ...given.options },
  })
  const children = createFakeChildren({
    ask: async (question) => {
      asked.push(question)
      return ask(question)
    },
  })
  Object.assign(scene.runtime, { children })
  return { ...scene, asked }
}
afterEach(() => void vi.useRealTimers())

describe("a request that waits for a summary", () => {
  it("carries it in the place of its steps, and says what it waits for", async () => {
    const { send, lines, asked, runtime } = open()
    const sent = await send(work)
    expect([asked.length, runtime.client.calls[0]]).toEqual([
      1,
      `info: ${summarizingToast({ seconds: 7 })}`,
    ])
    const text = Object.values(contentOf(sent)).join("\n")
    expect(text).toContain("All was read.")
    expect(text).not.toContain("Made part 0.")
    expect(text).toContain("Made part 49.")
    expect(lines("summarized")).toEqual([
      {
        type: "summarized",
        region: expect.any(String),
        removed: expect.any(Number),
        spent: 920,
        rewritten: expect.any(Number),
        at: "m60",
      },
    ])
    expect(lines("edit").at(-1)).toMatchObject({ stage: "stage_c_llm", reason: "summarized" })
  })

  it("journals what it saves in money where the host knows prices", async () => {
    const prices = { input: 3, output: 15, cacheRead: 0.3, cacheWrite: 3.75 }
    const { send, lines } = open(good, { client: { prices: async () => prices } })
    await send(work)
    expect(lines("summarized")).toEqual([
      expect.objectContaining({ savedEach: expect.any(Number), cost: expect.any(Number) }),
    ])
  })

  it("carries lines in the place of its steps where none comes of it", async () => {
    const { send, lines, asked } = open(async () => "error")
    const sent = await send(work)
    expect(asked).toHaveLength(1)
    expect(lines("summarized")).toEqual([])
    expect(Object.values(contentOf(sent)).join("\n")).toContain(
      "[compacted: bash make part-0 and on",
    )
  })

  it("goes on five seconds behind the time that the summary has", async () => {
    vi.useFakeTimers()
    const { send } = open(() => new Promise(() => {}))
    let isSent = false
    void send(work).then(() => (isSent = true))
    await vi.advanceTimersByTimeAsync(11_900)
    expect(isSent).toBe(false)
    await vi.advanceTimersByTimeAsync(200)
    expect(isSent).toBe(true)
  })
})

it.each<[string, object]>([
  ["where summaries are switched off", { summarize: { enabled: false } }],
  ["where the request is small enough", { budget: { trigger: 15_000, target: 12_000 } }],
])("a request waits for no summary %s", async (_, more) => {
  const { send, asked, runtime } = open(good, { options: more })
  await send(work)
  expect([asked, runtime.client.calls.filter((call) => call.includes("summar"))]).toEqual([[], []])
})
