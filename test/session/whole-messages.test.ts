import { describe, expect, it } from "vitest"
import type { Target } from "../../src/session/edit.ts"
import { placeRendition } from "../../src/session/replay-edits.ts"
import type { Rendition } from "../../src/session/replay-edits.ts"
import { mayReplace, membersOf } from "../../src/session/whole-messages.ts"

const whole = (message: string, ...also: readonly string[]): Target => ({
  message,
  part: "",
  field: "message",
  ...(also.length > 0 && { also }),
})
const output: Target = { message: "m2", part: "p1", field: "output" }

const rendition = (target: Target): Rendition => ({
  edit: {
    target,
    source: "0",
    replacement: { kind: "text", text: "Short." },
    stage: "stage_c_llm",
    reason: "summarized",
    before: 9,
    after: 2,
    at: "m9",
  },
  digest: "1",
  tokens: 2,
  content: { kind: "text", text: "Short." },
})
const viewOf = (...targets: readonly Target[]): ReadonlyMap<string, Rendition> => {
  const view = new Map<string, Rendition>()
  for (const target of targets) placeRendition(view, rendition(target))
  return view
}

it.each<[string, Target, readonly string[]]>([
  ["a part's", output, ["m2"]],
  ["a folded step", whole("m2"), ["m2"]],
  ["a summary's, the one where it stands first", whole("m4", "m2", "m3"), ["m4", "m2", "m3"]],
])("the messages of an edit are %s", (_, target, members) => {
  expect(membersOf(target)).toEqual(members)
})

describe("whole messages may be replaced", () => {
  const wide = whole("m4", "m2", "m3")
  it.each<[string, readonly Target[], Target, boolean]>([
    ["where nothing was", [], whole("m2"), true],
    ["whatever their parts became", [output], wide, true],
    ["once by a line", [whole("m2")], whole("m2"), false],
    ["by a summary where they were folded", [whole("m2"), whole("m4")], wide, true],
    ["not by a line where they were summarized", [wide], whole("m4"), false],
    ["not by a line where they went with a summary", [wide], whole("m2"), false],
    ["once by the same summary", [wide], wide, false],
    ["not by another of the same steps", [wide], whole("m3", "m2", "m4"), false],
    ["by a summary of all that and more", [wide], whole("m5", "m2", "m3", "m4"), true],
    [
      "by one summary of several",
      [whole("m3", "m2"), whole("m5", "m4")],
      whole("m6", "m2", "m3", "m4", "m5"),
      true,
    ],
    ["not by a smaller summary", [wide], whole("m4", "m3"), false],
    ["not by one that has only some of their steps", [wide], whole("m6", "m4", "m5"), false],
    [
      "not by a longer one that has only some of them",
      [whole("m3", "m2")],
      whole("m6", "m3", "m4", "m5"),
      false,
    ],
    ["beside a summary of others", [whole("m3", "m2")], whole("m6", "m4", "m5"), true],
  ])("%s", (_, standing, target, expected) => {
    expect(mayReplace({ target, reason: "summarized" }, viewOf(...standing))).toBe(expected)
  })
})
