import { describe, expect, it } from "vitest"
import type { Draft } from "../../src/session/draft.ts"
import { countMessages } from "../../src/session/forecast.ts"
import { shrinkHead } from "../../src/session/shrink-head.ts"
import type { ShrunkHead } from "../../src/session/shrink-head.ts"
import type { StageSettings } from "../../src/session/stage.ts"
import { standingText } from "../../src/session/standing-text.ts"
import { fieldsOf } from "../../src/session/transcript.ts"
import type { Transcript } from "../../src/session/transcript.ts"
import { recordedTranscript } from "../builders/recorded-session.ts"
import { createDraft, testSettings } from "../builders/draft.ts"
import { createTestMeter, testCount } from "../builders/meter.ts"
import { assistant, call, createTranscript, reasoning, text, user } from "../builders/transcript.ts"
import type { PartDraft } from "../builders/transcript.ts"

interface Given {
  readonly limit: number
  readonly transcript?: Transcript
  readonly settings?: StageSettings | undefined
  readonly besides?: number
  readonly factor?: number
}

const shrunk = ({
  limit,
  transcript = recordedTranscript(),
  settings,
  besides = 0,
  factor = 1,
}: Given): ShrunkHead => {
  const meter = createTestMeter()
  const draft = createDraft(transcript, { meter, budget: { limit } })
  const forecast = { ...draft.forecast, factor }
  return shrinkHead({ draft: { ...draft, forecast }, meter, settings, besides })
}

const tokensOf = ({ transcript, view }: Draft): number =>
  countMessages({ messages: transcript.messages, view, meter: createTestMeter() })

/** What the host reads of the head: of results that came back well no more than two thousand characters. */
const readByHost = (draft: Draft): number =>
  draft.transcript.messages
    .flatMap((message) =>
      message.parts.flatMap((part) =>
        fieldsOf(part)
          .filter((field) => field !== "media")
          .map((field) => {
            const whole = standingText(draft, { message, part, field })
            const isResult = part.kind === "tool" && part.status === "completed"
            return testCount(isResult && field === "output" ? whole.slice(0, 2_000) : whole)
          }),
      ),
    )
    .reduce((sum, size) => sum + size, 0)

const withPart = (part: PartDraft): Transcript =>
  createTranscript(user(text("Go")), assistant(part))

const cuts = ({ draft }: ShrunkHead) => draft.fresh.filter(({ reason }) => reason === "shrink-head")

/** The host's own words around the head. */
const HOST_PROMPT = 4_000

describe("the head that the host summarizes", () => {
  it("is pruned like a request where the window is large", () => {
    const head = shrunk({ limit: 100_000, settings: testSettings })
    expect(cuts(head)).toEqual([])
    expect(head.draft.fresh.length).toBeGreaterThan(0)
  })

  it.each([8_000, 7_000, 6_500, 6_200])("fills a window of %d tokens, and no more", (limit) => {
    const head = shrunk({ limit, settings: testSettings })
    expect(head.tokens).toBeLessThanOrEqual(limit)
    expect(head.tokens).toBeGreaterThan(0.96 * limit)
    expect(tokensOf(head.draft)).toBeLessThan(limit - 2_500)
  })

  it.each([6_000, 7_000, 8_000, 100_000])("is said to be what it is at %d tokens", (limit) => {
    const head = shrunk({ limit })
    expect(head.tokens).toBe(HOST_PROMPT + readByHost(head.draft))
  })

  it("is smaller by as much as the model counts more", () => {
    const head = shrunk({ limit: 14_000, factor: 2 })
    expect(head.tokens).toBeLessThanOrEqual(14_000)
    expect(head.tokens).toBe(2 * (HOST_PROMPT + readByHost(head.draft)))
  })

  it("leaves room for the earlier summary", () => {
    const head = shrunk({ limit: 8_000, settings: testSettings, besides: 1_000 })
    expect(head.tokens).toBe(1_000 + HOST_PROMPT + readByHost(head.draft))
    expect(head.tokens).toBeLessThanOrEqual(8_000)
  })

  it("keeps every input an object", () => {
    const kinds = [...shrunk({ limit: 6_000 }).draft.view]
      .filter(([key]) => key.endsWith("/input"))
      .map(([, { content }]) => content.kind)
    expect(new Set(kinds)).toEqual(new Set(["input"]))
  })

  const long = "x y ".repeat(20_000)
  it.each<[string, PartDraft]>([
    ["the error of a failed call", call("bash", {}, { status: "failed", output: long })],
    ["an input", call("write", { content: long })],
    ["an input that is longer as JSON", call("write", { content: '"\n'.repeat(20_000) })],
    ["reasoning", reasoning(long, { signed: true })],
  ])("has %s cut too, which the host sends whole", (_, part) => {
    const head = shrunk({ limit: 6_000, transcript: withPart(part) })
    expect(head.tokens).toBeLessThanOrEqual(6_000)
    expect(head.tokens).toBeGreaterThan(5_800)
  })

  it("has no result cut that the host cuts small enough itself", () => {
    const part = call("bash", {}, { output: long })
    expect(cuts(shrunk({ limit: 5_000, transcript: withPart(part) }))).toEqual([])
  })

  it("fits where its pieces are only a little too long, each by less than an edit is worth", () => {
    const notes = Array.from({ length: 100 }, (_, at) => text(`${at}`.padEnd(400, " note")))
    const transcript = createTranscript(user(text("Go")), assistant(...notes))
    const head = shrunk({ limit: HOST_PROMPT + 9_100, transcript })
    expect(head.tokens).toBeLessThanOrEqual(HOST_PROMPT + 9_100)
    expect(head.tokens).toBeGreaterThan(HOST_PROMPT + 7_500)
  })

  it("has no piece cut to less than shows what it is", () => {
    const notes = Array.from({ length: 10 }, () => text("note ".repeat(400)))
    const { draft } = shrunk({ limit: 100, transcript: createTranscript(assistant(...notes)) })
    expect(Math.min(...draft.fresh.map(({ after }) => after))).toBeGreaterThan(50)
    expect(draft.fresh).toHaveLength(10)
  })
})
