import { describe, expect, it } from "vitest"
import type { Edit } from "../../src/session/edit.ts"
import { findAnchor, forecastRequest } from "../../src/session/forecast.ts"
import type { ForecastInput } from "../../src/session/forecast.ts"
import { replayEdits } from "../../src/session/replay-edits.ts"
import type { Replayed } from "../../src/session/replay-edits.ts"
import type { Transcript } from "../../src/session/transcript.ts"
import { createTestMeter } from "../builders/meter.ts"
import { assistant, call, createTranscript, testModel, text, user } from "../builders/transcript.ts"
import type { CallOptions, MessageDraft } from "../builders/transcript.ts"

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

const forecastOf = (edits: readonly Edit[], more: Partial<ForecastInput> = {}): number => {
  const meter = createTestMeter()
  const { view, applied } = replayEdits({ transcript: session, edits, meter })
  const [, message] = session.messages
  if (!message) throw new Error("No message")
  return forecastRequest({
    transcript: session,
    view,
    edits: applied,
    anchor: { message, index: 1 },
    meter,
    factor: 1,
    overhead: 0,
    ...more,
  }).tokens
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
    ["adds it by the model's factor", forecastOf([], { factor: 1.2 }), 1_095],
    ["has system text and tools in what was reported", forecastOf([], { overhead: 9_999 }), 1_079],
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
      forecastOf([shorter("m01p1", { at: "m01" })]),
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

  it("is never below zero", () => {
    const removed = { ...shorter("m01p1", { at: "m03" }), before: 1_000_000 }
    expect(forecastOf([removed])).toBe(0)
  })
})

const nothing: Replayed = { view: new Map(), applied: [], stale: [], absent: [] }
const anchorOf = (
  transcript: Transcript,
  {
    model = testModel,
    replayed = nothing,
    isLostSince = () => true,
    after,
  }: Partial<Parameters<typeof findAnchor>[0]> = {},
) => findAnchor({ transcript, model, replayed, isLostSince, after })?.message.id

const withCall = (options: CallOptions, prompt = 1_000) =>
  createTranscript(
    user(words(10)),
    assistant(call("bash", {}, options)),
    answered(prompt),
    user(words(1)),
  )

describe("the anchor", () => {
  it.each<[string, string | undefined, string | undefined]>([
    ["is the newest answered request", anchorOf(session), "m02"],
    ["is none before the first answer", anchorOf(createTranscript(user(words(1)))), undefined],
    [
      "is none after a switch of the model",
      anchorOf(session, { model: { providerID: "scripted", modelID: "other" } }),
      undefined,
    ],
    [
      "is none after the host pruned what was reported",
      anchorOf(withCall({ clearedAt: 9_000 })),
      undefined,
    ],
    ["stays where the host pruned before", anchorOf(withCall({ clearedAt: 1_500 })), "m03"],
    [
      "is none where the reported figure cannot be true",
      anchorOf(withCall({ output: "x".repeat(20_000) }, 100)),
      undefined,
    ],
    [
      "is none behind a compaction until its first answer",
      anchorOf(
        createTranscript(
          user(words(9)),
          answered(500),
          answered(700, { summary: true }),
          user(words(1)),
        ),
      ),
      undefined,
    ],
    [
      "is the first answer behind a compaction",
      anchorOf(
        createTranscript(answered(900), answered(700, { summary: true }), answered(300), user()),
      ),
      "m03",
    ],
    [
      "is none where content it was reported with has changed",
      anchorOf(session, { replayed: { ...nothing, stale: [shorter("m01p1", { at: "m01" })] } }),
      undefined,
    ],
    [
      "stays where the change was decided later",
      anchorOf(session, { replayed: { ...nothing, stale: [shorter("m01p1", { at: "m03" })] } }),
      "m02",
    ],
    [
      "stays where the loss was found before the answer",
      anchorOf(session, {
        replayed: { ...nothing, stale: [shorter("m01p1", { at: "m01" })] },
        isLostSince: () => false,
      }),
      "m02",
    ],
    [
      "is none where the target of an edit it was reported with is gone",
      anchorOf(session, { replayed: { ...nothing, absent: [shorter("m01p1", { at: "m01" })] } }),
      undefined,
    ],
    [
      "is none where the figure was reported in the session this one was forked from",
      anchorOf(session, { after: "m02" }),
      undefined,
    ],
  ])("%s", (_, anchor, expected) => {
    expect(anchor).toBe(expected)
  })
})
