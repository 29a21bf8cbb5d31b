import { describe, expect, it } from "vitest"
import { judgeRefusal } from "../../src/session/judge-refusal.ts"
import type { Lesson, Refusal } from "../../src/session/judge-refusal.ts"

const refusal: Refusal = {
  overflow: { context: 60_000 },
  forecast: 90_000,
  reserve: 10_000,
  overhead: 7_500,
  stated: 200_000,
  limit: 190_000,
  accepted: { here: 0, anywhere: 0 },
  doubted: undefined,
  media: 0,
}
const sized = (context: number): Partial<Refusal> => ({ overflow: { context } })
const unsized = (more: Partial<Refusal> = {}): Partial<Refusal> => ({
  overflow: { context: undefined },
  ...more,
})
const none: Lesson = { kind: "none" }
const limit = (context: number): Lesson => ({ kind: "limit", context })
const doubt = (context: number): Lesson => ({ kind: "doubt", context })

describe("what a refusal teaches", () => {
  it.each<[string, Partial<Refusal>, Lesson]>([
    ["is the size that it names", {}, limit(60_000)],
    ["is nothing of the stated size", sized(200_000), none],
    ["is a size just under the stated one", sized(199_999), limit(199_999)],
    ["is nothing under twice the overhead", { ...sized(59_999), overhead: 30_000 }, none],
    ["is a size of twice the overhead", { overhead: 30_000 }, limit(60_000)],
    [
      "is nothing under what this session had answered",
      { accepted: { here: 60_001, anywhere: 60_001 }, doubted: 60_000 },
      none,
    ],
    ["is a size of just that", { accepted: { here: 60_000, anywhere: 60_000 } }, limit(60_000)],
    [
      "is a doubt under what another session had answered",
      { accepted: { here: 0, anywhere: 60_001 } },
      doubt(60_000),
    ],
    ["is a doubt under a quarter of the stated size", sized(49_999), doubt(49_999)],
    ["is a size of a quarter", sized(50_000), limit(50_000)],
    ["is that doubt the second time", { ...sized(49_999), doubted: 49_999 }, limit(49_999)],
    ["is another doubt of another size", { ...sized(49_999), doubted: 49_998 }, doubt(49_999)],
    ["is a small size of a model that states none", { ...sized(20_000), stated: 0 }, limit(20_000)],
    [
      "is nothing of a model that states none over twice what it was sent",
      { ...sized(200_001), stated: 0 },
      none,
    ],
    ["is a size of twice that", { ...sized(200_000), stated: 0 }, limit(200_000)],
    ["without a size is a little under what was sent", unsized(), limit(95_500)],
    ["without a size is nothing far below the limit", unsized({ forecast: 56_999 }), none],
    [
      "without a size is something at three tenths of it",
      unsized({ forecast: 57_000 }),
      limit(64_150),
    ],
    [
      "without a size and without a stated one goes by the limit that was assumed",
      unsized({ stated: 0, limit: 300_001 }),
      none,
    ],
    [
      "without a size is a doubt under what another session had answered",
      unsized({ accepted: { here: 0, anywhere: 95_501 } }),
      doubt(95_500),
    ],
    [
      "without a size is the smaller of two guesses within a quarter",
      unsized({ accepted: { here: 0, anywhere: 120_000 }, doubted: 71_625 }),
      limit(71_625),
    ],
    [
      "without a size is the newer guess where that is the smaller",
      unsized({ accepted: { here: 0, anywhere: 120_000 }, doubted: 110_000 }),
      limit(95_500),
    ],
    [
      "without a size is never under what this session had answered",
      unsized({ accepted: { here: 80_000, anywhere: 120_000 }, doubted: 75_000 }),
      limit(80_000),
    ],
    [
      "without a size is another doubt where the guesses differ by more",
      unsized({ accepted: { here: 0, anywhere: 120_000 }, doubted: 71_624 }),
      doubt(95_500),
    ],
    ["without a size is nothing of little but overhead", unsized({ overhead: 45_001 }), none],
    ["without a size is nothing of a body of media", unsized({ media: 0.51 }), none],
    ["with a size is that in a body of media too", { media: 1 }, limit(60_000)],
  ])("%s", (_, given, lesson) => {
    expect(judgeRefusal({ ...refusal, ...given })).toEqual(lesson)
  })
})
