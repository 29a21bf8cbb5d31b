import { beforeAll, describe, expect, it } from "vitest"
import { digest } from "../../src/host/digest.ts"
import { createTokenCounter } from "../../src/host/tokens.ts"
import type { Draft } from "../../src/session/draft.ts"
import { countMessages } from "../../src/session/forecast.ts"
import { shrinkHead } from "../../src/session/shrink-head.ts"
import type { ShrunkHead } from "../../src/session/shrink-head.ts"
import { createMeter } from "../../src/session/meter.ts"
import type { StageSettings } from "../../src/session/stage.ts"
import type { Transcript } from "../../src/session/transcript.ts"
import { recordedTranscript } from "../builders/recorded-session.ts"
import { createDraft, testSettings } from "../builders/draft.ts"
import { flatHead } from "../builders/flat-head.ts"
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

/** Tokens of the head as the host makes one text of it. */
const readByHost = (draft: Draft): number => testCount(flatHead(draft))

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

  it.each([8_000, 7_000, 6_500, 6_400])("fills a window of %d tokens, and no more", (limit) => {
    const head = shrunk({ limit, settings: testSettings })
    expect(head.tokens).toBeLessThanOrEqual(limit)
    expect(head.tokens).toBeGreaterThan(0.96 * limit)
    expect(tokensOf(head.draft)).toBeLessThan(limit - 2_500)
  })

  it.each([6_000, 7_000, 8_000, 100_000])("is said to be what it is at %d tokens", (limit) => {
    const head = shrunk({ limit })
    expect(head.tokens - HOST_PROMPT - readByHost(head.draft)).toBeGreaterThanOrEqual(0)
    expect(head.tokens - HOST_PROMPT).toBeLessThan(1.1 * readByHost(head.draft))
  })

  it("is smaller by as much as the model counts more", () => {
    const head = shrunk({ limit: 14_000, factor: 2 })
    expect(head.tokens).toBeLessThanOrEqual(14_000)
    expect(head.tokens).toBeGreaterThanOrEqual(2 * (HOST_PROMPT + readByHost(head.draft)))
  })

  it("leaves room for the earlier summary", () => {
    const head = shrunk({ limit: 8_000, settings: testSettings, besides: 1_000 })
    expect(head.tokens).toBeGreaterThanOrEqual(1_000 + HOST_PROMPT + readByHost(head.draft))
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

describe("a head", () => {
  const counter = createTokenCounter({})
  beforeAll(() => counter.ready())
  const meter = createMeter({ count: counter.count, digest })

  it.each([
    [1_000, 160_000],
    [1_100, 160_000],
    [2_000, 200_000],
  ])(
    "of %d calls fits %d tokens as the one text that the host makes of it",
    (calls, limit) => {
      const steps = Array.from({ length: calls }, (_, at) =>
        assistant(call("bash", { command: `sed -n ${at}p a.ts` }, { output: outputOf(at) })),
      )
      const transcript = createTranscript(user(text("Look at all of it.")), ...steps)
      const given = createDraft(transcript, { meter, budget: { limit } })
      const { draft, tokens } = shrinkHead({ draft: given, meter, settings: undefined, besides: 0 })
      const read = counter.count(flatHead(draft))
      expect(tokens).toBeLessThanOrEqual(limit)
      expect(read).toBeLessThanOrEqual(limit - HOST_PROMPT)
      expect(read).toBeGreaterThan(0.9 * (limit - HOST_PROMPT))
    },
    30_000,
  )
})

/** One line, so that it can be cut to just what may stay. */
const outputOf = (at: number): string =>
  Array.from({ length: 70 }, (_, word) => `value${word} of ${at};`).join(" ")
