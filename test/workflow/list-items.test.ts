import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { listItems } from "../../src/workflow/list-items.ts"
import type { ListItem } from "../../src/workflow/list-items.ts"
import { holds } from "../builders/holds.ts"
import { anyText } from "../builders/any-text.ts"

const item = (text: string, more: Partial<ListItem> = {}): ListItem => ({
  text,
  headings: [],
  isTask: false,
  ...more,
})
const under = (text: string, ...headings: readonly string[]): ListItem => item(text, { headings })
const task = (text: string): ListItem => item(text, { isTask: true })

describe("the list items of a text", () => {
  it.each<[string, string, readonly ListItem[]]>([
    ["are none of an empty text", "", []],
    ["are none of mere prose", "Do this.\nNever that.", []],
    ["have any mark", "- a\n* b\n+ c", [item("a"), item("b"), item("c")]],
    ["are numbered too", "1. a\n2) b\n1234. c", [item("a"), item("b"), item("c")]],
    ["are no longer numbers", "12345. a", []],
    ["need a space behind the mark", "-a\n1.b\n**c** d", []],
    ["may be nested", "- a\n  - b\n\t* c", [item("a"), item("b"), item("c")]],
    [
      "have boxes where they are tasks",
      "- [ ] a\n- [x] b\n1. [X] c\n- [-] d",
      [task("a"), task("b"), task("c"), task("d")],
    ],
    ["keep other brackets", "- [a] b\n- [link](x)", [item("[a] b"), item("[link](x)")]],
    ["are none where they say nothing", "- \n-\n- [ ] \n*   ", []],
    ["stand in any lines", "- a\r\n- b\r\n", [item("a"), item("b")]],
    ["are trimmed", "-    a   ", [item("a")]],
    ["go on where indented", "- a\n  b\n\tc\n- d", [item("a b c"), item("d")]],
    ["end at what is not indented", "- a\nb\n  c", [item("a")]],
    ["end at an empty line", "- a\n\n  b", [item("a")]],
    ["end at a heading", "- a\n# H\n  b", [item("a")]],
    ["end at code", "- a\n  ```\n  - x\n  ```\n  b", [item("a")]],
    ["are none in code", "```sh\n- a\n```\n- b\n~~~\n- c\n~~~", [item("b")]],
    ["are none in code that does not end", "- a\n```\n- b\n# c\n- d", [item("a")]],
    ["are none in code up to a mark as long", "````\n```\n- a\n````\n- b", [item("b")]],
    ["are none in code with the other mark in it", "~~~\n```\n- a\n~~~\n- b", [item("b")]],
    ["are none behind a mark that says more", "```\n- a\n```sh\n- b\n`````\n- c", [item("c")]],
    ["are behind code within a line", "``` a ```\n- b", [item("b")]],
    ["are not under headings in code", "```\n# H\n```\n- a", [item("a")]],
  ])("%s", (_, text, expected) => {
    expect(listItems(text)).toEqual(expected)
  })

  it.each<[string, string, readonly ListItem[]]>([
    ["the one before", "# A\n- a", [under("a", "A")]],
    ["all above it", "# A\n## B\n#### C\n- a", [under("a", "A", "B", "C")]],
    ["not those beside it", "# A\n## B\n## C\n- a", [under("a", "A", "C")]],
    ["not those before a higher one", "## A\n### B\n# C\n- a", [under("a", "C")]],
    ["the text without its marks", "##  A b  ##  \n- a", [under("a", "A b")]],
    ["nothing where no space follows the mark", "#A\n- a", [item("a")]],
    ["nothing below the sixth level", "####### A\n- a", [item("a")]],
  ])("stand under %s", (_, text, expected) => {
    expect(listItems(text)).toEqual(expected)
  })
})

const piece = fc.constantFrom(
  ..."#,##, ,  ,-,*,1.,2),[ ],[x],```,~~~,\n,\r\n,\r,\t,a,must,:,\u2028,\ud83d".split(","),
)
const garbage = fc.oneof(
  anyText({ maxLength: 200 }),
  fc.array(piece, { maxLength: 60 }).map((pieces) => pieces.join("")),
)

it("list items of any text say something, on one line", () => {
  holds(
    fc.property(garbage, (text) => {
      const items = listItems(text)
      expect(items.filter((one) => one.text.trim() === "" || one.text.includes("\n"))).toEqual([])
      expect(items.length).toBeLessThanOrEqual(text.split("\n").length)
    }),
    500,
  )
})
