import { describe, expect, it } from "vitest"
import type { Edit } from "../../src/session/edit.ts"
import { forecastRequest } from "../../src/session/forecast.ts"
import type { ForecastInput } from "../../src/session/forecast.ts"
import { replayEdits } from "../../src/session/replay-edits.ts"
import { createTestMeter } from "../builders/meter.ts"
import { assistant, createTranscript, text, user } from "../builders/transcript.ts"
import type { MessageDraft } from "../builders/transcript.ts"

const words = (tokens: number) => text("word".repeat(tokens))
const answered = (prompt: number, more: Partial<MessageDraft> = {}): MessageDraft => ({
  ...assistant(words(50)),
  usage: { prompt, output: 50 },
  ...more,
})

/** 104, 54 and 24 counted tokens: each message adds four for its frame. */
const session = createTranscript(user(words(100)), answered(1_000), user(words(20)))

const shorter = (part: string, { at, tokens = 20 }: { at: string; tokens?: number }): Edit => {
  const meter = createTestMeter()
  const message = session.messages.find(({ id }) => part.startsWith(id))
  const target = message?.parts.find(({ id }) => id === part)
  if (!message || !target) throw new Error(`No part ${part}`)
  return {
    target: { message: message.id, part, field: "text" },
    source: meter.digest(target, "text"),
    replacement: { kind: "text", text: "word".repeat(tokens) },
    stage: "stage_a_prune",
    reason: "refused-message",
    before: meter.tokens(target, "text"),
    after: tokens,
    at,
  }
}

/** What the answered request was counted with: the user's message, as edits had it by then. */
const COUNTED = 104

const forecastOf = (
  edits: readonly Edit[],
  { sentWith = COUNTED, ...more }: Partial<ForecastInput> & { readonly sentWith?: number } = {},
): number => {
  const meter = createTestMeter()
  const { view } = replayEdits({ transcript: session, edits, meter })
  const [, message] = session.messages
  if (!message) throw new Error("No message")
  return forecastRequest({
    transcript: session,
    view,
    anchor: {
      message,
      index: 1,
      counted: sentWith,
      isProven: true,
      isWorthless: false,
      hidden: 0,
      returning: 0,
    },
    meter,
    factor: 1,
    overhead: 0,
    system: 0,
    ...more,
  }).tokens
}

const single = (prompt: number) => {
  const [, answer] = session.messages
  if (!answer) throw new Error("No answer")
  const message = { ...answer, usage: { prompt, output: 50 } }
  return {
    message,
    index: 1,
    counted: COUNTED,
    isProven: false,
    isWorthless: false,
    hidden: 0,
    returning: 0,
  }
}

describe("the forecast", () => {
  it.each<[string, number, number]>([
    ["counts everything where no request was answered", forecastOf([], { anchor: undefined }), 184],
    [
      "adds system text and tools there, by the model's factor",
      forecastOf([], { anchor: undefined, overhead: 100, factor: 1.2 }),
      342,
    ],
    ["adds what came since to what was reported", forecastOf([]), 1_079],
    ["adds what other plugins add behind us", forecastOf([], { others: 40 }), 1_119],
    ["takes off what they take away", forecastOf([], { others: -40 }), 1_039],
    [
      "takes off nothing for what another plugin had taken away already",
      forecastOf([shorter("m01p1", { at: "m03" })], { sentWith: 24 }),
      1_079,
    ],
    ["adds what came back of what had been taken away", forecastOf([], { sentWith: 24 }), 1_159],
    ["adds it by the model's factor", forecastOf([], { factor: 1.2 }), 1_095],
    ["has system text and tools in what was reported", forecastOf([], { overhead: 900 }), 1_079],
    [
      "takes off what was removed before the anchor since its answer",
      forecastOf([shorter("m01p1", { at: "m03" })]),
      999,
    ],
    [
      "takes it off where it was decided right behind the answer",
      forecastOf([shorter("m01p1", { at: "m02" })]),
      999,
    ],
    [
      "does not take off what the reported figure was without already",
      forecastOf([shorter("m01p1", { at: "m01" })], { sentWith: 24 }),
      1_079,
    ],
    [
      "counts what stands in place of newer parts",
      forecastOf([shorter("m03p1", { at: "m03", tokens: 5 })]),
      1_064,
    ],
    [
      "does not take off what an undone request had shortened",
      forecastOf([shorter("m01p1", { at: "m04" })]),
      1_079,
    ],
  ])("%s", (_, tokens, expected) => {
    expect(tokens).toBe(expected)
  })

  it("is never below seven tenths of what is counted, whatever was counted before", () => {
    expect(forecastOf([shorter("m01p1", { at: "m03" })], { sentWith: 1_000_000 })).toBe(72)
  })

  it.each<[string, number, Partial<ForecastInput>, number]>([
    ["is built on a single report above the count", 200, {}, 279],
    ["is most of the count where a single report says less", 50, {}, 148],
    ["is what the densest tokenizer makes of the count, and no more", 1_000, {}, 546],
    ["has the count of system text and tools in that", 1_000, { overhead: 200 }, 1_079],
    [
      "is the count where a request was refused on a single report",
      1_000,
      { anchor: { ...single(1_000), isWorthless: true } },
      184,
    ],
    ["has by how much the system text grew since", 200, { system: 100, overhead: 100 }, 379],
  ])("%s", (_, prompt, more, expected) => {
    expect(forecastOf([], { anchor: single(prompt), ...more })).toBe(expected)
  })
})
