import fs from "node:fs"
import { describe, expect, it, vi } from "vitest"
import type { AskOptions, ChildSessions } from "../../src/host/child-sessions.ts"
import { createJournal, journalFile } from "../../src/host/journal.ts"
import type { Runtime } from "../../src/host/runtime.ts"
import type { Session } from "../../src/host/sessions.ts"
import { awaitedSummary, maySummarize } from "../../src/host/summaries.ts"
import { summarizeRegion } from "../../src/host/summarize-region.ts"
import type { ModelLimits } from "../../src/session/budget.ts"
import type { Plan } from "../../src/session/plan-request.ts"
import { SUMMARY_FAILURES, summarizerFailedToast } from "../../src/session/texts.ts"
import type { SummaryRecord } from "../../src/session/journal-state.ts"
import { regionOf } from "../../src/session/summary/choose-region.ts"
import { createTestRuntime } from "../builders/runtime.ts"
import { testModel, text, user } from "../builders/transcript.ts"
import { messagesOf, scene as sceneOf, step } from "../session/summary/scene.ts"
import { createFakeChildren } from "./fake-children.ts"

const input = sceneOf([
  user(text("Go")),
  ...["a", "b", "c", "d", "e", "f"].map((name) => step(name)),
])
const region = (...ids: readonly string[]) =>
  regionOf(messagesOf(input, ids), input.draft, input.meter)
const two = region("m02", "m03")
const summary = "## Objective\nIt.\n## Work done\nAll.\n## Next step\nNone."
const good = { text: summary, prompt: 900, output: 20 }
const TIMEOUT = 60_000

type Answer = Awaited<ReturnType<ChildSessions["ask"]>>

interface Scene {
  readonly runtime: Runtime
  readonly session: Session
  readonly asked: readonly AskOptions[]
  readonly toasts: readonly string[]
  readonly write: (of?: typeof two, awaited?: boolean) => ReturnType<typeof summarizeRegion>
  readonly records: () => readonly unknown[]
  readonly at: (time: number) => void
}

const scene = (
  answer: (options: AskOptions, index: number) => Answer | Promise<Answer> = () => good,
  {
    limits = { context: 100_000, output: 1_000 },
    options = {},
  }: {
    readonly limits?: ModelLimits
    readonly options?: object
  } = {},
): Scene => {
  const asked: AskOptions[] = []
  const children = createFakeChildren({
    ask: async (given) => {
      asked.push(given)
      return answer(given, asked.length - 1)
    },
  })
  let now = 1_000
  const base = createTestRuntime({ limits, options })
  const runtime = { ...base, children, clock: () => now }
  const session = runtime.sessions.get("ses_1")
  return {
    runtime,
    session,
    asked,
    toasts: base.client.calls,
    write: (of = two, awaited = true) =>
      summarizeRegion(runtime, session, { region: of, model: testModel, awaited }),
    records: () =>
      fs
        .readFileSync(journalFile(base.folder, "ses_1"), "utf8")
        .trim()
        .split("\n")
        .map((line): unknown => JSON.parse(line)),
    at: (time) => (now = time),
  }
}

const record = (more: Partial<SummaryRecord> = {}): SummaryRecord => ({
  type: "summary",
  region: two.digest,
  messages: ["m02", "m03"],
  outcome: "started",
  awaited: true,
  before: two.tokens,
  after: 0,
  prompt: 0,
  output: 0,
  ms: 0,
  ...more,
})
const line = (more: Partial<SummaryRecord>) => ({ v: 1, session: "ses_1", ...record(more) })
const started = line({ until: 1_000 + TIMEOUT })

describe("a region that is summarized", () => {
  it("is journaled when it is begun, and with what came of it", async () => {
    const one = scene(() => {
      one.at(4_000)
      return good
    })
    await one.write().ended
    expect(one.records()).toEqual([
      started,
      line({
        outcome: "accepted",
        after: Math.ceil(summary.length / 4),
        prompt: 900,
        output: 20,
        ms: 3_000,
        text: summary,
      }),
    ])
    expect([one.session.summarizing, one.toasts]).toEqual([undefined, []])
  })

  it.each<[Answer, Partial<SummaryRecord> & { readonly outcome: keyof typeof SUMMARY_FAILURES }]>([
    ["error", { outcome: "error" }],
    ["timeout", { outcome: "timeout" }],
    [
      { text: "No.", prompt: 90, output: 2 },
      { outcome: "unstructured", prompt: 90, output: 2 },
    ],
  ])("is left alone for a while after %s, and the user is told", async (answer, more) => {
    const one = scene(() => answer)
    await one.write().ended
    expect(one.records()).toEqual([started, line({ ...more, until: 1_000 + TIMEOUT })])
    expect(one.toasts).toEqual([
      `warning: ${summarizerFailedToast({ model: "scripted/gpt-scripted", outcome: more.outcome })}`,
    ])
  })

  it("is broken off with its signal, without a pause or a word", async () => {
    const one = scene(
      ({ signal }) =>
        new Promise((resolve) => signal.addEventListener("abort", () => resolve("aborted"))),
    )
    const summarizing = one.write()
    await vi.waitFor(() => expect(one.asked).toHaveLength(1))
    summarizing.abort()
    await summarizing.ended
    expect(one.records()).toEqual([started, line({ outcome: "aborted" })])
    expect(one.toasts).toEqual([])
  })

  it("is one at a time: whoever comes later waits for the first", async () => {
    const one = scene()
    const first = one.write(two, false)
    expect(first.awaited).toBe(false)
    const second = one.write(region("m04", "m05"), true)
    expect([second === first, first.awaited]).toEqual([true, true])
    await second.ended
    expect(one.asked).toHaveLength(1)
    expect(one.records()).toMatchObject([{ outcome: "started" }, { outcome: "accepted" }])
    await one.write(region("m04", "m05")).ended
    expect(one.asked).toHaveLength(2)
  })

  it("leaves the session free where something breaks", async () => {
    const one = scene(() => {
      throw new Error("Broken")
    })
    await one.write().ended
    expect(one.session.summarizing).toBeUndefined()
    expect(one.records()).toEqual([started])
  })

  it("is asked of the model of the session, or of the option", async () => {
    const models = [scene(), scene(undefined, { options: { summarize: { model: "a/b/c" } } })]
    await Promise.all(models.map((one) => one.write().ended))
    expect(models.map(({ asked }) => asked[0]?.model)).toEqual([
      testModel,
      { providerID: "a", modelID: "b/c" },
    ])
  })

  it("is asked with what code knows, and the user's words", async () => {
    const words = { compactionContext: ["In short."], compactionPromptOverride: "Tell all." }
    const one = scene(undefined, { options: words })
    await one.write().ended
    expect(one.asked).toMatchObject([{ parent: "ses_1", timeout: TIMEOUT }])
    expect(one.asked[0]?.prompt).toMatch(/^Tell all\.\n\nIn short\.\n\nThese facts [^]*bash/)
  })

  // A request to a window of 2000 tokens holds one step beside our own words.
  const narrow = { limits: { context: 2_000, output: 100 } }

  it("is written in parts that fit the window, within one timeout, and tells how far it is", async () => {
    const all = region("m02", "m03", "m04", "m05", "m06")
    const one = scene((_, index) => {
      one.at(1_000 + (index + 1) * 10_000)
      return good
    }, narrow)
    await one.write(all).ended
    const parts = one.asked.length
    expect(parts).toBeGreaterThan(1)
    expect(one.asked.map(({ timeout }) => timeout)).toEqual(
      one.asked.map((_, index) => TIMEOUT - 10_000 * index),
    )
    expect(one.toasts).toEqual(
      one.asked.slice(1).map((_, index) => `info: Summarizing: part ${index + 2} of ${parts}.`),
    )
    expect(one.records().at(-1)).toMatchObject({ prompt: 900 * parts, output: 20 * parts })
  })

  it("says nothing of its parts where nobody waits", async () => {
    const one = scene(undefined, narrow)
    await one.write(region("m02", "m03", "m04", "m05", "m06"), false).ended
    expect(one.asked.length).toBeGreaterThan(1)
    expect(one.toasts).toEqual([])
  })

  it("is not asked for where the window has no room for any of it", async () => {
    const one = scene(undefined, { limits: { context: 1_000, output: 100 } })
    await one.write().ended
    expect(one.asked).toEqual([])
    expect(one.records()).toMatchObject([{ outcome: "started" }, { outcome: "no-room" }])
  })
})

describe("the pause after failures", () => {
  it("doubles with each in a row, up to sixty-four times, and starts over after a success", async () => {
    const answers: Answer[] = ["error", "timeout", "error", good, "error"]
    const one = scene((_, index) => answers[index] ?? "error")
    const pauses: unknown[] = []
    for (const [index] of answers.entries()) {
      const of = { ...two, digest: `region ${index}` }
      // oxlint-disable-next-line no-await-in-loop -- one at a time
      await one.write(of).ended
      pauses.push((one.session.journal.refresh().summaries.get(of.digest)?.until ?? 0) - 1_000)
    }
    expect(pauses).toEqual([TIMEOUT, 2 * TIMEOUT, 4 * TIMEOUT, -1_000, TIMEOUT])
  })

  it("is no longer than sixty-four timeouts", async () => {
    const one = scene(() => "error")
    one.session.journal.append(
      Array.from({ length: 20 }, (_, index) =>
        record({ region: `region ${index}`, outcome: "error" }),
      ),
    )
    await one.write().ended
    expect(one.records().at(-1)).toMatchObject({ until: 1_000 + 64 * TIMEOUT })
  })
})

const planOf = (isWantedNow: boolean): Plan => ({
  draft: input.draft,
  anchor: undefined,
  before: 0,
  staged: true,
  fruitlessAt: undefined,
  wanted: two,
  isWantedNow,
})
const [needed, unneeded] = [planOf(true), planOf(false)]
const isAwaited = ({ runtime, session }: Pick<Scene, "runtime" | "session">, plan: Plan): boolean =>
  awaitedSummary(runtime, session, { plan, model: testModel }) !== undefined

describe("a summary may be begun, and be waited for,", () => {
  const failed = { region: "other", outcome: "error" } as const
  const accepted = { region: "other", outcome: "accepted" } as const
  it.each<[string, readonly Partial<SummaryRecord>[], readonly [boolean, boolean]]>([
    ["where none was", [], [true, true]],
    ["not while another process writes one", [{ until: 1_001 }], [false, false]],
    ["where the time of the other process is up", [{ until: 1_000 }], [true, true]],
    ["after one was accepted", [accepted], [true, true]],
    ["not in the pause after a failure", [{ ...failed, until: 1_001 }], [false, false]],
    ["only ahead of need after a failure", [{ ...failed, until: 1_000 }], [true, false]],
    ["where one was accepted since", [failed, { ...accepted, region: "newer" }], [true, true]],
    ["where one was broken off", [{ outcome: "aborted" }], [true, true]],
    ["only ahead where one failed before that", [failed, { outcome: "aborted" }], [true, false]],
  ])("%s", (_, records, expected) => {
    const { runtime, session } = scene()
    // Another process writes the same file.
    createJournal({ folder: runtime.folder, sessionID: "ses_1", onMemoryOnly: () => {} }).append(
      records.map((more) => record(more)),
    )
    const one = { runtime, session }
    // What nothing depends on is written ahead of the next need instead.
    expect(isAwaited(one, unneeded)).toBe(false)
    const may = maySummarize(runtime, session)
    expect([may, isAwaited(one, needed)]).toEqual(expected)
  })

  it("is waited for where this process writes it, but not after a failure", async () => {
    const [one, other] = [scene(), scene()]
    other.session.journal.append([record(failed)])
    const both = [one, other]
    const summarizing = both.map(({ write }) => write(two, false))
    expect(both.map((each) => isAwaited(each, unneeded))).toEqual([true, false])
    await Promise.all(summarizing.map(({ ended }) => ended))
  })

  it("is waited for where none is to be prepared", () => {
    const one = scene(undefined, { options: { summarize: { ahead: 1 } } })
    expect(isAwaited(one, unneeded)).toBe(true)
  })
})
