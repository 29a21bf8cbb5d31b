import { expect, it } from "vitest"
import { isSame } from "../../src/host/is-same.ts"

const list = [1, "two", { three: [null, undefined] }]

it.each<[string, unknown, unknown, boolean]>([
  ["equal texts", "a", ["a"].join(""), true],
  ["other texts", "a", "b", false],
  ["a number and its text", 1, "1", false],
  ["what is no number, twice", Number.NaN, Number.NaN, true],
  ["equal lists in records", { list }, structuredClone({ list }), true],
  ["a longer list", list, [...list, 4], false],
  ["a shorter list", [...list, undefined], list, false],
  ["a list and a record of the same", ["a"], { 0: "a" }, false],
  ["another value deep inside", { list }, { list: [1, "two", { three: [null, 0] }] }, false],
  ["a key more", { a: 1 }, { a: 1, b: 2 }, false],
  ["a key less", { a: 1, b: 2 }, { a: 1 }, false],
  ["a key without a value more", { a: 1 }, { a: 1, b: undefined }, true],
  ["another key in place of one without a value", { a: undefined }, { b: 1 }, false],
  ["nothing and an empty record", null, {}, false],
  ["dates, which no part holds", new Date(1), new Date(1), false],
  ["a key that shadows the prototype", JSON.parse('{"__proto__":{}}'), { a: 1 }, false],
])("plain data: %s", (_, a, b, expected) => {
  expect([isSame(a, b), isSame(b, a)]).toEqual([expected, expected])
})

const deep = (): unknown => JSON.parse('{"a":['.repeat(4_000) + "1" + "]}".repeat(4_000))

it("what is nested without end is another one, and no fault", () => {
  expect(isSame(deep(), deep())).toBe(false)
})
