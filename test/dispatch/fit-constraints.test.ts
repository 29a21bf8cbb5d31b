import { describe, expect, it } from "vitest"
import { placeholderCost } from "../../src/dispatch/prompt/dropped-section.ts"
import {
  fitConstraints,
  leastCost,
  measureLines,
} from "../../src/dispatch/prompt/fit-constraints.ts"
import { unitsCost } from "../../src/dispatch/prompt/prompt-unit.ts"
import type { PromptUnit } from "../../src/dispatch/prompt/prompt-unit.ts"
import { digest } from "../../src/host/digest.ts"
import { quarter as count } from "../builders/dispatch-prompt.ts"

const rule = (name: string, characters: number): string =>
  `Never ${name}: ${"abcdefgh ".repeat(400)}`.slice(0, characters)
const fit = (lines: readonly string[], room: number) =>
  fitConstraints({ lines: measureLines(lines, count), room, count, digest })

/** The units of lines that found room; none where they did not. */
const unitsAt = (lines: readonly string[], room: number): readonly PromptUnit[] => {
  const result = fit(lines, room)
  return result.ok ? result.units : []
}
const wholeCost = (lines: readonly string[]): number =>
  lines.reduce((sum, line) => sum + count(line) + 1, 0)

const CLIPPED = /^([^…]*)… (\[compacted: .+\]) …([^…]*)$/
/** Beginning and end of a clipped line; none of one that is whole. */
const endsOf = ({ text }: PromptUnit): readonly string[] => {
  const [, head, , tail] = CLIPPED.exec(text) ?? []
  return head === undefined || tail === undefined ? [] : [head, tail]
}

const lines = [rule("one", 900), rule("two", 120), rule("three", 1_500)]

describe("lines that bind", () => {
  it("are whole where they have room, and not with one token less", () => {
    const room = wholeCost(lines)
    expect(fit(lines, room)).toMatchObject({ ok: true, isWhole: true })
    expect(unitsAt(lines, room).map(({ text }) => text)).toEqual(lines)
    expect(fit(lines, room - 1)).toMatchObject({ ok: true, isWhole: false })
  })

  it("are no lines where there are none, with however little room", () => {
    expect(fit([], -5)).toEqual({ ok: true, units: [], isWhole: true })
  })

  it("are clipped the longest first, the others stay whole", () => {
    const units = unitsAt(lines, wholeCost(lines) - 100)
    expect(units.map((unit) => endsOf(unit).length)).toEqual([0, 0, 2])
    expect(units.slice(0, 2).map(({ text }) => text)).toEqual(lines.slice(0, 2))
  })

  it("are clipped to one length, two thirds of it their beginning", () => {
    const ends = unitsAt(lines, 300).flatMap((unit) =>
      [endsOf(unit)].filter((one) => one.length > 0),
    )
    const [first = [], second = []] = ends
    expect(ends).toHaveLength(2)
    expect(first.map(({ length }) => length)).toEqual(second.map(({ length }) => length))
    const [head = "", tail = ""] = first
    expect(head.length / (head.length + tail.length)).toBeCloseTo(2 / 3, 2)
  })

  it.each([110, 200, 300, 450, 600])("fill a room of %i tokens, and no more", (room) => {
    const cost = unitsCost(unitsAt(lines, room), count)
    expect(cost).toBeLessThanOrEqual(room)
    expect(cost).toBeGreaterThan(room - 10)
  })

  it("are their beginning and end with what lies between behind the handle", () => {
    const units = unitsAt(lines, 200)
    const restored = units.map((unit) => {
      const [head = unit.text, tail = ""] = endsOf(unit)
      return `${head}${unit.dropped?.map(({ text }) => text).join("") ?? ""}${tail}`
    })
    expect(restored).toEqual(lines)
    expect(units.flatMap(({ dropped = [] }) => dropped.map(({ handle }) => handle))).toEqual(
      units.flatMap(({ text }) => text.match(/(?<=recall )[0-9a-f]{8}/g) ?? []),
    )
  })

  it("keep at least sixty characters", () => {
    const least = leastCost(measureLines(lines, count))
    const kept = unitsAt(lines, least).map((unit) => endsOf(unit).join("").length)
    expect(kept).toEqual([60, 0, 60])
    expect(fit(lines, least - 1).ok).toBe(false)
  })

  it("are not clipped where that would save nothing", () => {
    const short = rule("one", 4 * placeholderCost(count) + 60)
    const [line] = measureLines([short], count)
    expect(line).toEqual({ text: short, whole: count(short) + 1, least: count(short) + 1 })
  })

  it("are named where they have no room, without those that would still fit", () => {
    const many = Array.from({ length: 20 }, (_, at) => `- You must keep rule ${at + 10} of all.`)
    const room = wholeCost(many.slice(0, 12))
    expect(fit(many, room)).toEqual({
      ok: false,
      unfit: many.slice(12).map((line) => line.slice(2)),
    })
    const long = [rule("one", 900), ...many]
    expect(fit(long, wholeCost(many))).toMatchObject({
      unfit: many.slice(-5).map((line) => line.slice(2)),
    })
  })
})
