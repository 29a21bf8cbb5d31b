import { afterEach, beforeEach, describe, expect, it, vi } from "vitest"
import { HOST_OVERFLOW } from "../../src/host/overflow-signals.ts"
import type { HostMessages } from "../../src/host/plan-messages.ts"
import { nativeToast, overflowToast, prepareFailedToast } from "../../src/session/texts.ts"
import { gating } from "../builders/gating.ts"
import { prompted, stepped } from "../builders/host-messages.ts"
import { readings } from "../builders/planning.ts"

const words = (count: number): string => "some ".repeat(Math.ceil((4 * count) / 5))
const refused = expect.objectContaining({ name: "PromptOverflowError" })
/** Stages may run, and leave everything: all of it is recent. */
const recent = { prune: false, protect: { steps: 50, share: 1 } }
const summary = (id: string, text: string) =>
  stepped(id, { text, info: { summary: true, finish: "stop" } })

const forecastOf = ({ session }: ReturnType<typeof gating>): number =>
  session.planned?.plan.draft.forecast.tokens ?? 0

describe("the host's compaction in the place of a request over its limit", () => {
  const long = (tokens: number): HostMessages => [
    prompted("m1", "Go"),
    stepped("m2", { text: words(tokens) }),
    prompted("m3", "On"),
  ]

  it("is forced, journaled and told with its figures", async () => {
    const scene = gating({ options: { ...recent, auto: true } })
    const { send, ask, lines, runtime, session } = scene
    await send(long(12_000))
    session.systemSizes = [1_250]
    const forecast = forecastOf(scene)
    expect([ask(), session.forcedInRow, session.planned?.outcome]).toEqual([
      HOST_OVERFLOW,
      1,
      "forced",
    ])
    expect(ask()).toBe(HOST_OVERFLOW)
    expect(lines("native-compaction")).toEqual([
      { type: "native-compaction", how: "forced", at: "m3", user: "m3", forecast },
    ])
    expect(runtime.client.calls.at(-1)).toBe(
      `warning: ${nativeToast({ forecast, limit: 10_000, when: "now" })}`,
    )
  })

  it.each<[string, HostMessages]>([
    [
      "what is too long is the prompt itself",
      [prompted("m1", "Go"), stepped("m2", { text: "Gone." }), prompted("m3", words(12_000))],
    ],
    [
      "what is too long is a summary already",
      [
        prompted("m1", "Go"),
        stepped("m2", { text: "Gone." }),
        summary("m3", words(12_000)),
        prompted("m4", "On"),
      ],
    ],
    ["nobody has answered yet", [prompted("m1", words(12_000)), prompted("m2", "On")]],
  ])("is not forced where %s: the request is refused", async (_, messages) => {
    const scene = gating({
      options: { ...recent, protect: { ...recent.protect, userTokens: 50_000 } },
    })
    await scene.send(messages)
    const forecast = forecastOf(scene)
    expect(scene.ask()).toEqual(refused)
    expect(scene.lines("native-compaction")).toEqual([])
    expect(scene.lines("dispatch_prompt_overflow_terminal")).toEqual([
      {
        type: "dispatch_prompt_overflow_terminal",
        message: scene.session.planned?.user,
        forecast,
        limit: 10_000,
      },
    ])
    expect(scene.runtime.client.calls.at(-1)).toBe(
      `error: ${overflowToast({ forecast, limit: 10_000 })}`,
    )
    await scene.runtime.state.written()
    expect(scene.runtime.client.metadataOf.get("ses_1")).toMatchObject({
      "staged-compaction": {
        facts: {
          compaction_overflow_terminal: true,
          compaction_prompt_tokens_before: forecast,
          compaction_prompt_token_budget: 10_000,
        },
        counters: { overflow_terminal_count: 1 },
      },
    })
  })

  it("is not forced where the user switched it off, or the stages", async () => {
    const [native, stages] = [
      gating({ options: recent }),
      gating({ options: { ...recent, auto: false } }),
    ]
    native.runtime.native.auto = false
    await native.send(long(12_000))
    await stages.send(long(12_000))
    expect([native.ask(), stages.ask()]).toEqual([refused, refused])
  })
})

const pause = () => new Promise((resolve) => setImmediate(resolve))

/** Between the ceiling of 9,000 and the limit. */
const full = (id: string, more: HostMessages = []): HostMessages => [
  prompted("m1", "Go"),
  ...more,
  stepped(id, { text: words(7_600) }),
  prompted("m9", "On"),
]

describe("the host's compaction behind a request over its ceiling", () => {
  const queue = "compact ses_1"

  it("is queued once, journaled and told", async () => {
    const scene = gating({ options: recent })
    const { send, ask, lines, runtime, session } = scene
    await send(full("m2"))
    const forecast = forecastOf(scene)
    expect([ask(), ask()]).toEqual(["passed", "passed"])
    await pause()
    const line = { type: "native-compaction", how: "queued", at: "m9", user: "m9", forecast }
    expect([lines("native-compaction"), session.queued]).toEqual([[line], true])
    expect(runtime.client.calls.slice(-2)).toEqual([
      queue,
      `info: ${nativeToast({ forecast, limit: 10_000, when: "after this step" })}`,
    ])
    await send(full("m2"))
    expect(ask()).toBe("passed")
    expect(runtime.client.calls.filter((call) => call === queue)).toHaveLength(1)
  })

  it("is queued again with the next request where the host refused it at once", async () => {
    const { send, ask, lines, runtime, session } = gating({ options: recent })
    const { queueCompaction } = runtime.client
    const refusing: typeof queueCompaction = async (...args) => !(await queueCompaction(...args))
    Object.assign(runtime.client, { queueCompaction: refusing })
    await send(full("m2"))
    expect(ask()).toBe("passed")
    await pause()
    expect([lines("native-compaction"), session.queued]).toEqual([[], false])
    Object.assign(runtime.client, { queueCompaction })
    await send(full("m2"))
    ask()
    await pause()
    expect([lines("native-compaction").length, session.queued]).toEqual([1, true])
  })

  it("is queued once where the host has not said yet whether it takes it", async () => {
    const { send, ask, runtime } = gating({ options: recent })
    let asked = 0
    const queueCompaction = () => new Promise<boolean>(() => void asked++)
    Object.assign(runtime.client, { queueCompaction })
    await send(full("m2"))
    ask()
    await send(full("m2"))
    expect([ask(), asked]).toEqual(["passed", 1])
  })

  it.each<[string, string, boolean]>([
    ["again where a summary has come of the last time", "m4", true],
    ["not again where the newest summary was there before", "m2", false],
  ])("is queued %s", async (_, id, isQueued) => {
    const { send, ask, session, runtime } = gating({ options: recent })
    session.journal.append([
      { type: "native-compaction", how: "queued", at: "m3", user: "m1", forecast: 9_100 },
    ])
    await send(full("m5", [summary(id, "All.")]))
    expect(ask()).toBe("passed")
    expect(runtime.client.calls.includes(queue)).toBe(isQueued)
  })

  it("is not queued where little has come since the last summary", async () => {
    const { send, ask, runtime } = gating({ options: recent })
    await send([prompted("m1", "Go"), summary("m2", words(7_000)), prompted("m3", words(600))])
    expect(ask()).toBe("passed")
    expect(runtime.client.calls).not.toContain(queue)
  })

  it.each<[string, object, boolean]>([
    ["the user switched it off", recent, false],
    ["the stages are switched off", { ...recent, auto: false }, true],
  ])("is not queued where %s", async (_, options, auto) => {
    const { send, ask, runtime } = gating({ options })
    runtime.native.auto = auto
    await send(full("m2"))
    expect(ask()).toBe("passed")
    expect(runtime.client.calls).not.toContain(queue)
  })

  it("is not queued under the ceiling", async () => {
    const { send, ask, runtime } = gating({ options: recent })
    await send(readings())
    expect(ask()).toBe("passed")
    expect(runtime.client.calls).not.toContain(queue)
  })
})

const refresh = (): never => {
  throw new Error("broken")
}

describe("behind a request that has left", () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it("a fault of the summary that is prepared is told, and ends nothing", async () => {
    const options = { summarize: { enabled: true, ahead: 0.1 } }
    const { send, ask, runtime, session } = gating({ options })
    await send(readings())
    expect(ask()).toBe("passed")
    Object.assign(session, { journal: { ...session.journal, refresh } })
    await vi.advanceTimersByTimeAsync(0)
    expect(runtime.client.calls).toEqual([`warning: ${prepareFailedToast("Error: broken")}`])
  })
})
