import { expect, it } from "vitest"
import { historyLedger } from "../../../src/session/native/history-ledger.ts"
import { createTestMeter, testCount } from "../../builders/meter.ts"
import {
  assistant,
  call,
  createTranscript,
  testDirectory,
  text,
  user,
} from "../../builders/transcript.ts"
import type { MessageDraft } from "../../builders/transcript.ts"

const ledger = (drafts: readonly MessageDraft[], tokens = 5_000, earlier = ""): string =>
  historyLedger({
    messages: createTranscript(...drafts).messages,
    earlier,
    facts: "Open todos:\n- test it",
    directory: testDirectory,
    meter: createTestMeter(),
    userTokens: 200,
    tokens,
  })

const step = (name: string): MessageDraft => assistant(call("read", { filePath: `${name}.ts` }))

it("tells what was asked and done, oldest first, with the summary before and the facts", () => {
  const told = ledger(
    [
      user(text("Fix the cart.")),
      step("cart"),
      assistant(),
      { ...assistant(text("old")), summary: true },
    ],
    5_000,
    "An earlier summary.",
  )
  expect(told.split("\n").slice(1)).toEqual([
    "## Summary before it",
    "An earlier summary.",
    "## What was asked and done, oldest first",
    "[user] Fix the cart.",
    expect.stringMatching(/^\[compacted: read cart\.ts; recall [0-9a-f]{8}\]$/),
    "## Facts recorded by the host",
    "Open todos:",
    "- test it",
  ])
})

it("leaves out the oldest where there is no room, and says how many", () => {
  const steps = Array.from({ length: 200 }, (_, index) => step(`file${index}`))
  const told = ledger(steps, 1_000)
  expect(testCount(told)).toBeLessThan(1_200)
  expect(told).toContain("file199.ts")
  expect(told).not.toContain("file0.ts")
  const shown = told.split("recall ").length - 1
  expect(told).toContain(`(${200 - shown} older entries left out)`)
})

it("shortens a long text of the user, and a long summary before", () => {
  const long = "words of a long text\n".repeat(1_000)
  const told = ledger([user(text(`${long}the end`)), step("cart")], 1_000, `${long}the old end`)
  expect(testCount(told)).toBeLessThan(1_200)
  expect(told).toContain("the end")
  expect(told).toContain("the old end")
  expect(told).toContain("read cart.ts")
})
