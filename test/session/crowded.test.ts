import { describe, expect, it } from "vitest"
import { isCrowded, isLong, isSameCrowd } from "../../src/session/crowded.ts"

/** Tokens of a request of which system text, tools and message are told, and the rest is session. */
const sizes = (system: number, tools: number, message: number, session = 0) => ({
  forecast: system + tools + message + session,
  limit: 10_000,
  system,
  tools,
  message,
})

describe("a request over its limit", () => {
  it.each([
    ["is crowded out by instructions alone", sizes(12_000, 0, 10), true],
    ["is crowded out by tools alone", sizes(500, 9_600, 10), true],
    ["is crowded out where only a few words would fit", sizes(5_000, 4_600, 800), true],
    ["is crowded out where the message is too long as well", sizes(12_000, 0, 30_000), true],
    ["is too long where a short message fits", sizes(5_000, 4_000, 1_100), false],
    ["is too long where the session is half of it", sizes(3_000, 2_900, 100, 4_200), false],
    ["is too long where the session is most of it", sizes(2_000, 1_000, 100, 9_000), false],
    [
      "is crowded out by tools that nobody counted",
      { ...sizes(1_000, 500, 10), unseen: 8_491 },
      true,
    ],
    [
      "is too long where what nobody counted leaves room",
      { ...sizes(1_000, 500, 5_000), unseen: 3_501 },
      false,
    ],
    ["is not said to be crowded out where its size is unknown", sizes(0, 0, Infinity), false],
  ])("%s", (_, request, expected) => {
    expect(isCrowded(request)).toBe(expected)
  })

  it("has a long message from a quarter of the limit on", () => {
    expect([2_500, 2_501].map((message) => isLong(sizes(9_000, 0, message)))).toEqual([false, true])
  })

  it.each([
    ["a few tokens more", sizes(9_000, 3_500, 10), true],
    ["a share of the limit more", sizes(9_000, 3_501, 10), false],
    ["another limit", { ...sizes(9_000, 1_000, 10), limit: 9_000 }, false],
  ])("is crowded out as the last one was with %s: %j", (_, other, expected) => {
    expect(isSameCrowd(sizes(9_000, 1_000, 20), other)).toBe(expected)
  })
})
