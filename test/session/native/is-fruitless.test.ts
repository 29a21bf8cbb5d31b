import { expect, it } from "vitest"
import { isFruitless } from "../../../src/session/native/is-fruitless.ts"
import { createTestMeter } from "../../builders/meter.ts"
import { assistant, createTranscript, text, user } from "../../builders/transcript.ts"
import type { MessageDraft } from "../../builders/transcript.ts"

const summary: MessageDraft = { ...assistant(text("summary")), summary: true }
const answer = (prompt: number): MessageDraft => ({
  ...assistant(text("answer")),
  usage: { prompt, output: 10 },
})
const failed: MessageDraft = assistant()
const asked = user(text("a long question of the user ".repeat(100)))
const over = answer(1_001)
const far = answer(1_100)
const under = answer(1_000)

it.each<[string, readonly MessageDraft[], boolean]>([
  ["the first", [asked, over, over, summary], false],
  ["the first behind one prompt that was over the ceiling", [over, summary], false],
  ["a second behind a prompt that was over the ceiling", [summary, over, summary], true],
  ["a second behind one that was not", [summary, under, summary], false],
  ["a second behind two answers", [summary, over, over, summary], false],
  ["a second behind what the user wrote since", [summary, asked, over, summary], false],
  ["a second before what the user wrote then", [summary, over, asked, summary], true],
  ["a second behind a short word of the user", [summary, user(text("On")), far, summary], true],
  ["a second behind an answer that broke off", [summary, failed, over, summary], true],
  ["a second without an answer", [summary, asked, failed, summary], false],
  ["a third with one answer each", [summary, under, summary, under, summary], true],
  ["a third without answers", [summary, summary, failed, summary], true],
  ["a third with more work before", [summary, under, under, summary, under, summary], false],
  [
    "a third since the work",
    [summary, under, under, summary, under, summary, under, summary],
    true,
  ],
  [
    "one behind work, whatever was before",
    [summary, under, summary, under, summary, under, under, summary],
    false,
  ],
])("of compactions in a row is fruitless or not: %s", (_name, drafts, expected) => {
  const transcript = createTranscript(...drafts)
  expect(isFruitless({ transcript, ceiling: 1_000, factor: 1, meter: createTestMeter() })).toBe(
    expected,
  )
})
