import { beforeAll, describe, expect, it } from "vitest"
import type { RecordedRequest, Reply } from "../host/reply.ts"
import { openScene } from "./open-scene.ts"
import type { Scene } from "./open-scene.ts"
import { textsOf } from "./request-bytes.ts"
import type { Served } from "./served.ts"
import { read, say, sourceLines } from "./tool-work.ts"

const terminal = "dispatch_prompt_overflow_terminal"
const userTexts = (request: RecordedRequest | undefined): string[] => textsOf(request, "user")
/** How often the host began a step; a retried request would not show here, a repeated turn would. */
const steps = (scene: Scene): number => scene.logs().split("message=loop ").length - 1

const checkRefusal = (scene: Scene, told: string): void => {
  expect(told).toContain(terminal)
  expect(told).toContain("send a shorter message")
  expect(scene.model.requests).toEqual([])
  // The log may be a moment behind.
  expect(steps(scene)).toBeLessThanOrEqual(1)
}

describe("a pasted text larger than the window", () => {
  const paste = sourceLines("pasted", 900)
  const limit = { context: 16_000, output: 1_000 }

  const checkDigest = async (scene: Scene, served: Served, session: string): Promise<void> => {
    const [record, ...others] = scene.journal(session)
    expect(others).toEqual([])
    expect(record).toEqual({
      type: terminal,
      message: expect.stringMatching(/^msg_/),
      forecast: expect.any(Number),
      limit: 15_000,
    })
    const forecast = record?.type === terminal ? record.forecast : 0
    // Written behind the answer.
    await expect
      .poll(() => served.metadata(session))
      .toEqual({
        version: 1,
        session,
        facts: {
          compaction_overflow_terminal: true,
          compaction_prompt_tokens_before: forecast,
          compaction_prompt_token_budget: 15_000,
        },
        counters: { overflow_terminal_count: 1 },
      })

    scene.play([say("One."), say("Two.")])
    expect(await served.prompt(session, "And now?")).toEqual({ text: "One.", error: "" })
    expect(await served.prompt(session, "And then?")).toEqual({ text: "Two.", error: "" })
    const [first, second, ...more] = scene.main(session)
    expect(more).toEqual([])
    const [digest = "", ...asked] = userTexts(first)
    expect(asked).toEqual(["And now?"])
    expect(digest).toMatch(/\n\[compacted \d+ lines here; recall [0-9a-f]{8}\]\n/)
    expect(digest.startsWith(paste.slice(0, 60))).toBe(true)
    expect(digest.endsWith(paste.slice(-60))).toBe(true)
    expect(userTexts(second)).toEqual([digest, "And now?", "And then?"])
    expect(second?.broken).toBe(false)
    expect(scene.journal(session).filter(({ type }) => type === terminal)).toEqual([record])
  }

  it("is refused before dispatch, and stands as a digest from then on", async () => {
    const scene = await openScene({ model: { limit } })
    const served = await scene.serve()
    const session = await served.createSession()
    const { error } = await served.prompt(session, paste)
    checkRefusal(scene, error)
    await checkDigest(scene, served, session)
  })

  it("ends a run of the command line, and stands as a digest in what comes then", async () => {
    const scene = await openScene({ model: { limit } })
    const { exitCode, output } = await scene.host.run(paste)
    expect(exitCode).toBe(1)
    checkRefusal(scene, output)
    const served = await scene.serve()
    const [session = ""] = scene.journals()
    // The process that has ended wrote all of it.
    expect(await served.metadata(session)).toMatchObject({ session })
    await checkDigest(scene, served, session)
  })
})

describe("the option auto: false", () => {
  let scene: Scene
  let served: Served
  beforeAll(async () => {
    scene = await openScene({
      model: {
        limit: { context: 16_000, output: 1_000 },
        limits: { exact: { context: 34_302, output: 4_000 } },
      },
      plugin: { auto: false, tokens: { charsPerToken: 4 } },
      host: { files: { "a.ts": sourceLines("a", 120) } },
    })
    served = await scene.serve()
  })

  it("refuses at once and runs no stage", async () => {
    const session = await served.createSession()
    scene.play([read("a.ts"), read("a.ts"), read("a.ts"), read("a.ts")])
    const { error } = await served.prompt(session, "Read it often")
    expect(error).toContain(terminal)
    const journal = scene.journal(session)
    expect(journal.at(-1)).toEqual(expect.objectContaining({ type: terminal, limit: 15_000 }))
    expect(new Set(journal.map(({ type }) => type))).toEqual(
      new Set(["request", "response", terminal]),
    )
    expect(scene.tooLarge()).toEqual([])
    expect(scene.model.requests.filter(({ kind }) => kind === "summary")).toEqual([])
    const { toasts } = served
    // The host tells them behind the answer.
    await expect
      .poll(() => toasts)
      .toEqual([expect.stringContaining("Request refused before sending")])
  })

  const ask = async (characters: number) => {
    const session = await served.createSession()
    const { error } = await served.prompt(session, "x".repeat(characters), "exact")
    const [record] = scene.journal(session)
    return { error, record }
  }

  it("passes what has exactly the size of the limit, and not one token more", async () => {
    // 1.25, the start factor of an unknown model, times 1.01, the margin, times 24 001 is 30 302.
    const [limit, fitting, perToken] = [30_302, 24_001, 1.25 * 1.01]
    const { record } = await ask(4_000)
    const forecast = record?.type === "request" ? record.forecast : 0
    const missing = fitting - Math.floor(forecast / perToken)
    const exact = await ask(4_000 + 4 * missing)
    expect(exact.error).toBe("")
    expect(exact.record).toEqual(
      expect.objectContaining({ type: "request", forecast: limit, limit }),
    )
    const over = await ask(4_000 + 4 * missing + 1)
    expect(over.error).toContain(terminal)
    expect(over.record).toEqual(
      expect.objectContaining({ type: terminal, forecast: limit + 1, limit }),
    )
  })
})

describe("what no stage can fit", () => {
  let scene: Scene
  let served: Served
  let summaries: Reply[] = []
  const summary = "## Objective\nGo on.\n\n## Next Move\nAnswer."

  beforeAll(async () => {
    scene = await openScene({
      model: {
        limit: { context: 24_000, output: 2_000 },
        limits: { "deepseek-tight": { context: 11_800, output: 1_000 } },
        summary: () => summaries.shift() ?? say(summary),
      },
      // All that the user said stays, and the model said next to nothing.
      plugin: { protect: { userTokens: 100_000 } },
    })
    served = await scene.serve()
  })

  /** Three texts of the user, the third of which does not fit behind the others. */
  const overflow = async (answers: readonly Reply[]) => {
    summaries = [...answers]
    const session = await served.createSession()
    const earlier = scene.model.requests.length
    scene.play([say("First."), say("Second.")])
    expect(await served.prompt(session, sourceLines("first", 50))).toEqual({
      text: "First.",
      error: "",
    })
    expect(await served.prompt(session, sourceLines("second", 330))).toEqual({
      text: "Second.",
      error: "",
    })
    const last = await served.prompt(session, sourceLines("third", 365))
    const requests = scene.model.requests.slice(earlier)
    return {
      session,
      last,
      kinds: requests.map(({ kind }) => kind).filter((kind) => kind !== "title"),
    }
  }
  const natives = (session: string) =>
    scene.journal(session).filter(({ type }) => type === "native-compaction")
  const forced = {
    type: "native-compaction",
    how: "forced",
    at: expect.stringMatching(/^msg_/),
    user: expect.stringMatching(/^msg_/),
    forecast: expect.any(Number),
  }

  it("is compacted by the host, once, before dispatch", async () => {
    const { session, last, kinds } = await overflow([])
    expect(last).toEqual({ text: "Done.", error: "" })
    expect(kinds).toEqual(["main", "main", "summary", "main"])
    expect(natives(session)).toEqual([forced])
    expect(userTexts(scene.main(session).at(-1)).at(-1)).toBe(sourceLines("third", 365))
  })

  it("ends in an error where the summarizer refuses, and a smaller prompt works", async () => {
    const failure: Reply = { status: 400, body: { error: { message: "no summaries today" } } }
    const { session, last, kinds } = await overflow([failure])
    expect(last.error).toContain("no summaries today")
    expect(kinds).toEqual(["main", "main", "summary"])
    expect(natives(session)).toEqual([forced])
    expect(await served.prompt(session, "Once more")).toEqual({ text: "Done.", error: "" })
    expect(natives(session)).toEqual([forced])
    // The host first makes up for the compaction that it still owes, then says so below the prompt.
    expect(userTexts(scene.main(session).at(-1)).at(-2)).toBe("Once more")
  })

  it("goes on when the summarizer answers after failures, or with nothing", async () => {
    const failure: Reply = {
      status: 500,
      body: { error: { message: "try later" } },
      headers: { "retry-after-ms": "10" },
    }
    const late = await overflow([failure, failure, say(summary)])
    expect(late.last).toEqual({ text: "Done.", error: "" })
    expect(late.kinds).toEqual(["main", "main", "summary", "summary", "summary", "main"])
    expect(natives(late.session)).toEqual([forced])
    const empty = await overflow([say("")])
    expect(empty.last).toEqual({ text: "Done.", error: "" })
    expect(empty.kinds).toEqual(["main", "main", "summary", "main"])
    expect(natives(empty.session)).toEqual([forced])
  })

  it("is refused where the summary leaves no room, and a smaller prompt works", async () => {
    const { session, last, kinds } = await overflow([say(sourceLines("summary", 360))])
    expect(last.error).toContain(terminal)
    expect(kinds).toEqual(["main", "main", "summary"])
    expect(natives(session)).toEqual([forced])
    expect(await served.prompt(session, "Only this")).toEqual({ text: "Done.", error: "" })
  })

  it("is compacted no second time where that gave no room", async () => {
    const long = say(sourceLines("summary", 82))
    const failure: Reply = { status: 400, body: { error: { message: "a loop" } } }
    summaries = [long, long, long, failure]
    const session = await served.createSession()
    expect((await served.prompt(session, "Hello", "deepseek-tight")).error).toBe("")
    expect((await served.prompt(session, sourceLines("tight", 115), "deepseek-tight")).error).toBe(
      "",
    )
    expect(natives(session)).toEqual([{ ...forced, how: "queued" }])
  })

  it("never sends more than the limit, nor what no provider takes", async () => {
    expect(scene.tooLarge()).toEqual([])
    expect(scene.model.invalid).toEqual([])
  })
})
