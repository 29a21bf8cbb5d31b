import { expect, it } from "vitest"
import { historyLedger } from "../../../src/session/native/history-ledger.ts"
import { createTestMeter, testCount } from "../../builders/meter.ts"
import {
  assistant,
  call,
  createTranscript,
  media,
  testDirectory,
  text,
  user,
} from "../../builders/transcript.ts"
import type { MessageDraft } from "../../builders/transcript.ts"

const FACTS = "Open todos:\n- test it"
const ledger = (
  drafts: readonly MessageDraft[],
  tokens = 5_000,
  { earlier = "", facts = FACTS, userTokens = 200 } = {},
): string =>
  historyLedger({
    messages: createTranscript(...drafts).messages,
    earlier,
    facts,
    directory: testDirectory,
    meter: createTestMeter(),
    userTokens,
    tokens,
  })

const step = (name: string): MessageDraft => assistant(call("read", { filePath: `${name}.ts` }))

it("the ledger tells what was asked and done, oldest first, with the summary before and the facts", () => {
  const told = ledger(
    [
      user(text("Fix the cart.")),
      step("cart"),
      assistant(),
      { ...assistant(text("old")), summary: true },
    ],
    5_000,
    { earlier: "An earlier summary." },
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

it("the ledger tells no word of the user where there is none", () => {
  const told = ledger([
    user(media()),
    user(text(" \n")),
    user(text(" Go. "), media()),
    step("cart"),
  ])
  expect(told.match(/^\[user\].*$/gm)).toEqual(["[user] Go."])
})

it("the ledger leaves out the oldest where there is no room, and says how many", () => {
  const steps = Array.from({ length: 200 }, (_, index) => step(`file${index}`))
  const told = ledger(steps, 1_000)
  expect(testCount(told)).toBeLessThanOrEqual(1_000)
  expect(testCount(told)).toBeGreaterThan(870)
  expect(told).toContain("file199.ts")
  expect(told).not.toContain("file0.ts")
  const shown = told.split("recall ").length - 1
  expect(told).toContain(`(${200 - shown} older entries left out)`)
})

it("the ledger leaves out nothing where all just fits", () => {
  const steps = Array.from({ length: 20 }, (_, index) => step(`file${index}`))
  // The room of the line that would tell of what is left out is not needed, but kept free.
  const whole = testCount(ledger(steps)) + testCount("(20 older entries left out)\n") + 20
  expect(ledger(steps, whole)).toBe(ledger(steps))
  expect(ledger(steps, whole - 40)).toContain("older entries left out")
})

const long = "words of a long text\n".repeat(1_000)
const stretch = (told: string, from: string, to: string): number =>
  testCount(told.slice(told.indexOf(from) + from.length, told.indexOf(to)))

it("the ledger shortens a long summary before to two fifths of its room", () => {
  const told = ledger([step("cart")], 1_000, { earlier: `${long}the old end` })
  const size = stretch(told, "## Summary before it\n", "\n## What was asked")
  expect(size).toBeLessThanOrEqual(400)
  expect(size).toBeGreaterThan(370)
  expect(told).toContain("the old end")
  expect(told).toContain("read cart.ts")
})

it.each([
  ["a quarter of its room", 1_000, 900, 250],
  ["what stays of a text of the user", 5_000, 200, 200],
])("the ledger shortens what the user said to %s", (_, tokens, userTokens, most) => {
  const said = [user(text(`${long}one end`), text(`${long}other end`)), step("cart")]
  const told = ledger(said, tokens, { userTokens })
  const size = stretch(told, "[user] ", "\n[compacted: read")
  expect(size).toBeLessThanOrEqual(most + 1)
  expect(size).toBeGreaterThan(0.9 * most)
  expect(told).toContain("one end")
  expect(told).toContain("other end")
})

it("the ledger tells what the user said last where little room is left beside summary and facts", () => {
  const facts = "- a fact that has to stand\n".repeat(60).trim()
  const said = user(text(`${long}the end`))
  const told = ledger([said], 1_000, { earlier: long, facts, userTokens: 900 })
  expect(testCount(told)).toBeLessThanOrEqual(1_000)
  expect(testCount(told)).toBeGreaterThan(900)
  expect(told).toContain("the end")
})
