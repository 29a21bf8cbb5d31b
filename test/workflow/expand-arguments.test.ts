import { expect, it } from "vitest"
import { argumentsExpander } from "../../src/workflow/expand-arguments.ts"

it.each([
  ["nothing where there is no place for it", "Do it", "now", "Do it"],
  ["all of it", "Do $ARGUMENTS.", "a  'b c' ", "Do a  'b c' ."],
  ["all of it wherever it is asked for", "$ARGUMENTS and $ARGUMENTS", "a", "a and a"],
  ["the words by number", "$2 then $1 and $3", "a b c", "b then a and c"],
  ["the rest at the last number", "$1: $2", "a b c d", "a: b c d"],
  ["the rest wherever the last number stands", "$2 | $1 | $2", "a b c", "b c | a | b c"],
  ["all words at the only number", "Do $1", "a b", "Do a b"],
  ["the last of two-digit numbers", "$1 $10", "1 2 3 4 5 6 7 8 9 10 11", "1 10 11"],
  ["nothing for numbers beyond the words, of any length", "[$1][$100]", "a b", "[a][]"],
  ["quoted words as one, without the quotes", "$1/$2/$3", `"a b" 'c d' e`, "a b/c d/e"],
  ["quotes inside a word as a word of their own", "$1/$2/$3", `a"b c"d`, "a/b c/d"],
  ["quotes that do not end as words", "$1/$2", `it's "so`, "it/s so"],
  ["images as one word", "$1/$2", "[Image 1] b", "[Image 1]/b"],
  ["nothing for words that were not typed", "[$1][$2]", "a", "[a][]"],
  ["nothing where nothing was typed", "[$1][$ARGUMENTS]", "", "[][]"],
  ["its own signs as they are", "Do $1 $ARGUMENTS", "$& $1", "Do $& $1 $& $1"],
  ["both kinds at once", "$1 of $ARGUMENTS", "a b", "a b of a b"],
  ["nothing for other signs", "$HOME costs $", "a", "$HOME costs $"],
])("guidance with arguments has %s", (_, text, typed, expected) => {
  expect(argumentsExpander(text, typed)(text)).toBe(expected)
})

it("a piece of guidance has the arguments that it has in the whole", () => {
  const expand = argumentsExpander("- Do $1\n- Mind $2", "a b c")
  expect(["Do $1", "Mind $2", "$3"].map(expand)).toEqual(["Do a", "Mind b c", "c"])
})
