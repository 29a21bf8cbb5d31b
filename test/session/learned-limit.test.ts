import { describe, expect, it } from "vitest"
import {
  acceptedPrompt,
  doubtedContext,
  learnAccepted,
  learnedContext,
  LEARNED_DAYS,
  withDate,
} from "../../src/session/learned-limit.ts"
import { EMPTY_PROFILE } from "../../src/session/model-profile.ts"

const now = 1_000_000_000
const week = LEARNED_DAYS * 86_400_000
const asOf = (time: number) => ({ now: time, otherwise: 200_000 })
const limited = { ...EMPTY_PROFILE, context: 60_000, learned: now }

describe("a learned limit", () => {
  it("is believed for a week, whichever way the clock was set", () => {
    expect(
      [-week, 1 - week, 0, week - 1, week].map((later) => learnedContext(limited, now + later)),
    ).toEqual([undefined, 60_000, 60_000, 60_000, undefined])
  })

  it("without a date is as old as its profile, which then no longer grows younger", () => {
    const undated = { ...EMPTY_PROFILE, context: 60_000, updated: now }
    expect(learnedContext(undated, now + week)).toBeUndefined()
    expect(withDate(undated)).toEqual({ ...undated, learned: now })
    expect([withDate(limited), withDate(EMPTY_PROFILE)]).toEqual([limited, EMPTY_PROFILE])
  })

  it.each<[string, number, number, number | undefined]>([
    ["goes with a larger prompt that was answered since", 60_001, now + 1, undefined],
    ["stays with one of its size", 60_000, now + 1, 60_000],
    ["stays with one that was answered before", 60_001, now, 60_000],
  ])("%s", (_, tokens, at, context) => {
    expect(learnAccepted(limited, { tokens, at }, asOf(now + 2))).toMatchObject(
      context === undefined ? { accepted: { tokens, at } } : { context },
    )
    expect(learnAccepted(limited, { tokens, at }, asOf(now + 2)).context).toBe(context)
  })
})

describe("an answered prompt", () => {
  it("counts for a week where it is the largest", () => {
    const first = learnAccepted(EMPTY_PROFILE, { tokens: 9_000, at: now }, asOf(now))
    const second = learnAccepted(first, { tokens: 8_000, at: now + 1 }, asOf(now + 1))
    expect(second).toBe(first)
    expect([acceptedPrompt(second, now + week - 1), acceptedPrompt(second, now + week)]).toEqual([
      9_000, 0,
    ])
    const later = learnAccepted(second, { tokens: 8_000, at: now + week }, asOf(now + week))
    expect(acceptedPrompt(later, now + week)).toBe(8_000)
  })

  it("of last week counts for nothing", () => {
    expect(learnAccepted(EMPTY_PROFILE, { tokens: 9_000, at: now - week }, asOf(now))).toBe(
      EMPTY_PROFILE,
    )
  })
})

it("a doubt lasts a week", () => {
  const doubtful = { ...EMPTY_PROFILE, doubted: { tokens: 4_096, at: now } }
  expect([doubtedContext(doubtful, now), doubtedContext(doubtful, now + week)]).toEqual([
    4_096,
    undefined,
  ])
})
